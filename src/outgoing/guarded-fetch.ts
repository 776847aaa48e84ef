/**
 * The one client for everything that this server fetches because somebody outside named it: no address that is not the
 * internet's, no redirect, no more bytes and no more time than were granted.
 *
 * What a name stands for is asked once, and judged where the connection is made: an answer that is another one the next
 * time changes nothing. Node's own client, since it takes such a question and does nothing by itself: it follows
 * no redirect, decodes nothing and keeps no connection.
 *
 * Implements: RFC 9110 §4.2.4, §8.4, §15.4; RFC 7591 §5; OpenID Connect Core 1.0 §16.17.
 */
import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import { makeIsAllowed } from './allowed-hosts.ts'
import { isPublicAddress } from './public-address.ts'

/**
 * `address-refused`: it leads to an address that is not the internet's. `unreachable`: no name, no connection, no
 * certificate, or no HTTP.
 */
export type FetchFault =
  | 'url-refused'
  | 'address-refused'
  | 'redirected'
  | 'encoded'
  | 'too-large'
  | 'too-slow'
  | 'unreachable'

export type OutgoingRequest = Readonly<{
  url: string
  headers: Readonly<Record<string, string>>
  /** undefined: it is a GET, else a POST. */
  body: string | undefined
  /** In bytes. */
  size_limit: number
  /** In seconds, from the question for the name to the last byte. */
  time_limit: number
}>

export type OutgoingReply = Readonly<{
  fault: undefined
  status: number
  headers: IncomingHttpHeaders
  /** As told, in lower case and without parameters. */
  media_type: string | undefined
  body: Buffer
}>

/** `detail`: for the log alone. */
export type OutgoingFault = Readonly<{ fault: FetchFault; detail: string }>

/** Never rejects: whatever the other side does is an answer. */
export type GuardedFetch = (request: OutgoingRequest) => Promise<OutgoingReply | OutgoingFault>

/** Asks for all addresses of a name. */
export type AskAddresses = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

class FetchError extends Error {
  override readonly name = 'FetchError'
  readonly fault: FetchFault

  constructor(fault: FetchFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

type GuardOptions = Readonly<{
  /** Otherwise the system is asked. */
  ask?: AskAddresses
  /** One host more that is allowed, and whose certificate is taken unseen: where a test suite runs. */
  suite_host?: string | undefined
}>

/**
 * @param allowed host names, addresses and ranges of addresses that may be reached although they are private, and without TLS
 */
export function makeGuardedFetch(
  allowed: readonly string[],
  { ask = askSystem, suite_host }: GuardOptions = {},
): GuardedFetch {
  const isAllowed = makeIsAllowed(suite_host === undefined ? allowed : [...allowed, suite_host])
  return async (request) => {
    const signal = AbortSignal.timeout(request.time_limit * 1000)
    try {
      const url = checkedUrl(request.url)
      const hostname = url.hostname.replace(/^\[|\]$/g, '')
      const check = (address: string) => {
        if (isAllowed(hostname, address) || (url.protocol === 'https:' && isPublicAddress(address))) return
        throw new FetchError('address-refused', `${url.protocol}//${hostname} is ${address}`)
      }
      // Nobody is asked what an address stands for.
      if (isIP(hostname) !== 0) check(hostname)
      const connection = {
        lookup: guardedLookup(ask, check),
        signal,
        rejectUnauthorized: hostname !== suite_host,
      }
      return await read(await send(url, request, connection), request.size_limit)
    } catch (error) {
      return faultOf(error, signal)
    }
  }
}

const askSystem: AskAddresses = (hostname, done) => systemLookup(hostname, { all: true }, done)

function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  // With a dot at its end a name is the same one to the resolver, and another one to every list of names.
  if (url && isWeb && url.username === '' && url.password === '' && !url.hostname.endsWith('.')) return url
  throw new FetchError('url-refused', 'an address of the web, without a name of a user, is needed')
}

/** One address that is refused refuses the name: whoever mixes them wants to be taken for what he is not. */
function guardedLookup(ask: AskAddresses, check: (address: string) => void): LookupFunction {
  return (hostname, _options, done) =>
    ask(hostname, (error, addresses) => {
      if (error) return done(error, [])
      try {
        for (const { address } of addresses) check(address)
      } catch (refusal) {
        return done(refusal as Error, [])
      }
      done(null, addresses)
    })
}

async function send(
  url: URL,
  { headers, body }: OutgoingRequest,
  connection: Readonly<{ lookup: LookupFunction; signal: AbortSignal; rejectUnauthorized: boolean }>,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const options = {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'user-agent': 'vignette', 'accept-encoding': 'identity', ...headers },
    agent: false,
    // So that all addresses of a name are asked for.
    autoSelectFamily: true,
    ...connection,
  } as const
  // Not at the start: as modules they bring Node's fetch along.
  const { request } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  const sent = request(url, options)
  sent.on('response', resolve).on('error', reject).end(body)
  // A reply that is none, such as a change of the protocol, ends it without a word.
  sent.on('close', () => reject(new Error('closed without a reply')))
  return promise
}

async function read(reply: IncomingMessage, size_limit: number): Promise<OutgoingReply> {
  const { headers } = reply
  const status = Number(reply.statusCode)
  const chunks: Buffer[] = []
  let size = Number(headers['content-length'] ?? 0)
  try {
    // §15.4.5: "not modified" is no redirect.
    if (status >= 300 && status < 400 && status !== 304)
      throw new FetchError('redirected', `status ${status}`)
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
      throw new FetchError('encoded', String(headers['content-encoding']))
    }
    checkSize(size, size_limit)
    size = 0
    for await (const chunk of reply as AsyncIterable<Buffer>) {
      size += chunk.length
      checkSize(size, size_limit)
      chunks.push(chunk)
    }
  } finally {
    reply.destroy()
  }
  const media_type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  return { fault: undefined, status, headers, media_type, body: Buffer.concat(chunks) }
}

function checkSize(size: number, size_limit: number): void {
  if (size > size_limit) throw new FetchError('too-large', `more than ${size_limit} bytes`)
}

function faultOf(error: unknown, signal: AbortSignal): OutgoingFault {
  if (error instanceof FetchError) return { fault: error.fault, detail: error.message }
  const { code, message } = error as NodeJS.ErrnoException
  return { fault: signal.aborted ? 'too-slow' : 'unreachable', detail: code ?? message }
}
