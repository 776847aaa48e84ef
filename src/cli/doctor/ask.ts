/**
 * One request as an application makes it, by the name of the host: what came back, or what went wrong on the way.
 */
import { once } from 'node:events'
import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { text } from 'node:stream/consumers'
import { TLSSocket } from 'node:tls'
import { isCode, reasonOf } from '../system-error.ts'

export type Answered = Readonly<{
  status: number
  headers: IncomingMessage['headers']
  body: string
  /** The end of what the certificate is good for, as TLS states it; undefined: there was no TLS. */
  valid_to: string | undefined
}>

export type Failed = Readonly<{
  failed: 'dns' | 'refused' | 'unreachable' | 'tls' | 'broken'
  reason: string
}>

export type Asked = Answered | Failed

const LONGEST_MS = 5000

type Terms = Readonly<{
  headers?: Readonly<Record<string, string>>
  /** Whatever the certificate says: for this machine's own server. */
  any_certificate?: boolean
}>

export async function ask(
  url: string,
  { headers = {}, any_certificate = false }: Terms = {},
): Promise<Asked> {
  try {
    const make = url.startsWith('https:') ? requestTls : requestPlain
    const signal = AbortSignal.timeout(LONGEST_MS)
    const request = make(url, { agent: false, headers, rejectUnauthorized: !any_certificate, signal })
    request.end()
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    const { socket } = answer
    const valid_to = socket instanceof TLSSocket ? socket.getPeerCertificate().valid_to : undefined
    const status = Number(answer.statusCode)
    return { status, headers: answer.headers, body: await text(answer), valid_to }
  } catch (error) {
    return { failed: kindOf(error), reason: told(error) }
  }
}

export const isAnswered = (asked: Asked): asked is Answered => 'status' in asked

const KINDS: readonly (readonly [Failed['failed'], RegExp])[] = [
  ['dns', /^(ENOTFOUND|EAI_)/],
  ['refused', /^ECONNREFUSED$/],
  ['unreachable', /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ABORT_ERR)$/],
  ['tls', /CERT|TLS|SSL|SELF_SIGNED|^UNABLE_TO|^EPROTO$|^ERR_OSSL/],
]

function kindOf(error: unknown): Failed['failed'] {
  const code = String((error as NodeJS.ErrnoException).code)
  return KINDS.find(([, codes]) => codes.test(code))?.[0] ?? 'broken'
}

/** Node says of a timeout that an operation was aborted, and of TLS where in its sources it was. */
function told(error: unknown): string {
  if (isCode(error, 'ABORT_ERR')) return `no answer within ${LONGEST_MS / 1000} seconds`
  const reason = reasonOf(error)
  return /SSL routines:[^:]*:([^:]+):/.exec(reason)?.[1] ?? reason
}
