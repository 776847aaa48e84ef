/**
 * The way to the server by its names: whether applications on this machine get there and find the issuer, and what can be
 * said of the way from elsewhere.
 */
import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isLoopback } from '../../config.ts'
import type { Tenant } from '../../domain/tenants/tenant.ts'
import { isPublicAddress } from '../../outgoing/public-address.ts'
import { type Answered, ask, type Failed, isAnswered } from './ask.ts'
import { type Finding, fault, ok, skipped, warning } from './finding.ts'
import type { Check, Seen } from './seen.ts'

const PUBLIC = 'public-address'
const OUTSIDE = 'outside'

export const addresses: Check = async (seen) => {
  const found = publicFinding(seen)
  const issuers: Finding[] = []
  if (found.status === 'ok') for (const tenant of seen.tenants) issuers.push(await issuerFinding(tenant))
  return [found, ...issuers, await outsideFinding(seen.config.public_url)]
}

function publicFinding({ asked, config: { public_url, host, port }, is_running }: Seen): Finding {
  if (!isAnswered(asked)) {
    if (!is_running && (asked.failed === 'refused' || asked.failed === 'unreachable')) {
      return skipped(PUBLIC, `Nothing answers at ${public_url}, as no server runs.`)
    }
    return fault(
      PUBLIC,
      `${public_url}: ${WORDS[asked.failed]} (${asked.reason}).`,
      adviceOn(asked, public_url),
    )
  }
  const { status, headers } = asked
  if (isAlive(asked))
    return ok(PUBLIC, `${public_url} leads to a server, by the way that this machine takes.`)
  if (status >= 300 && status < 400) {
    return fault(
      PUBLIC,
      `${public_url} redirects to ${headers.location}.`,
      'Set PUBLIC_URL to the address that answers by itself, or have the proxy answer here.',
    )
  }
  if (status >= 502 && status <= 504) {
    const says = `The proxy at ${public_url} answers ${status}: it does not reach the server.`
    if (!is_running) return skipped(PUBLIC, says)
    return fault(PUBLIC, says, `Have it pass requests on to ${host}, port ${port}.`)
  }
  return fault(
    PUBLIC,
    `${public_url} answers ${status}, and not as this server does.`,
    'Something else listens there: have the proxy pass the whole host on to this server.',
  )
}

const isAlive = ({ status, body }: Answered): boolean => status === 200 && body === '{"status":"alive"}'

const WORDS: Readonly<Record<Failed['failed'], string>> = {
  dns: 'its name is not found',
  refused: 'nothing listens there',
  unreachable: 'no answer comes from there',
  tls: 'TLS fails there',
  broken: 'the connection breaks off',
}

function adviceOn({ failed, reason }: Failed, public_url: string): string {
  const { hostname } = new URL(public_url)
  if (failed === 'dns')
    return `Make ${hostname} known to DNS, with the address of the proxy or of this machine.`
  if (failed === 'refused') return 'Start the proxy, or set HOST and PORT to what PUBLIC_URL says.'
  if (failed === 'unreachable') return 'Look at the firewall, and at the address that the name leads to.'
  if (failed === 'broken')
    return 'Look whether the proxy speaks HTTP there, with or without TLS as PUBLIC_URL says.'
  return (
    TLS_ADVICE.find(([words]) => words.test(reason))?.[1] ??
    'Look at the certificate of whoever speaks TLS there.'
  )
}

const TLS_ADVICE: readonly (readonly [RegExp, string])[] = [
  [/expired/, 'Renew the certificate.'],
  [/altname|does not match/i, 'Have it show a certificate that is for this name.'],
  [
    /first certificate|issuer certificate/,
    'Have it send the certificates in between too: fullchain.pem, not cert.pem.',
  ],
  [
    /self-signed/,
    'Get a certificate of an authority that browsers know; of your own one, set NODE_EXTRA_CA_CERTS.',
  ],
  [
    /wrong version|packet length/,
    'What listens there speaks no TLS: have it, or begin PUBLIC_URL with http://.',
  ],
]

async function issuerFinding({ id, base, issuer }: Tenant): Promise<Finding> {
  const name = `issuer/${id}`
  const asked = await ask(`${base}/.well-known/openid-configuration`)
  if (!isAnswered(asked)) {
    return fault(name, `${issuer}: ${WORDS[asked.failed]} (${asked.reason}).`, adviceOn(asked, issuer))
  }
  const stated = issuerIn(asked)
  if (stated === issuer) return ok(name, `${issuer} is found, and calls itself so.`)
  if (stated === undefined) {
    return fault(
      name,
      `${issuer} answers ${asked.status} where its discovery document should be.`,
      'Have the proxy pass every path on, unchanged; and see that the server uses the database of this command.',
    )
  }
  return fault(
    name,
    `${issuer} calls itself ${stated}, so applications refuse its tokens.`,
    'Start the server and this command with the same PUBLIC_URL.',
  )
}

function issuerIn({ body, status }: Answered): string | undefined {
  try {
    return status === 200 ? JSON.parse(body).issuer : undefined
  } catch {
    return undefined
  }
}

async function outsideFinding(public_url: string): Promise<Finding> {
  const hostname = new URL(public_url).hostname.replace(/^\[|\]$/g, '')
  if (isLoopback(public_url))
    return skipped(OUTSIDE, 'PUBLIC_URL is this machine: from elsewhere nobody gets here.')
  const here = await addressesOf(() => lookup(hostname, { all: true }))
  const dns = isIP(hostname) === 0 ? await dnsOf(hostname) : here
  if (dns.length > 0 && !here.every((address) => dns.includes(address))) {
    return warning(
      OUTSIDE,
      `This machine takes ${hostname} for ${here.join(', ')}, and DNS says ${dns.join(', ')}.`,
      'What was found of the way holds for the former: look at /etc/hosts, and try it from another machine.',
    )
  }
  if (here.length > 0 && !here.some(isPublicAddress)) {
    return warning(
      OUTSIDE,
      `${hostname} is ${here.join(', ')}, which the internet does not reach.`,
      'Right for a network of your own; else give the name a public address.',
    )
  }
  return skipped(
    OUTSIDE,
    `Whether a firewall lets browsers in, this machine cannot know: open ${public_url}/healthz from another network.`,
  )
}

/** Without the names that this machine has of its own. */
async function dnsOf(hostname: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 1 })
  const found = await Promise.all([
    addressesOf(() => resolver.resolve4(hostname)),
    addressesOf(() => resolver.resolve6(hostname)),
  ])
  return found.flat()
}

async function addressesOf(
  find: () => Promise<readonly (string | Readonly<{ address: string }>)[]>,
): Promise<readonly string[]> {
  try {
    return (await find()).map((each) => (typeof each === 'string' ? each : each.address))
  } catch {
    return []
  }
}
