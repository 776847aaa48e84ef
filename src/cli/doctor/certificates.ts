/**
 * Certificates: the server's own files, and whatever is shown at the names that people come by.
 *
 * Implements: RFC 5280 §4.1.2.5; RFC 9525 §6.
 */
import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { Refusal } from '../../domain/refusal.ts'
import { instantOf } from '../../primitives/clock.ts'
import { readTlsFiles, type TlsFiles } from '../tls-files.ts'
import { ask, isAnswered } from './ask.ts'
import { type Finding, fault, ok, skipped, warning } from './finding.ts'
import { type Check, hostsOf, type Seen } from './seen.ts'

const DAY = 86_400
const SOON = 14 * DAY

export const certificates: Check = async (seen) => [
  ...(seen.config.tls ? [ownFinding(seen, seen.config.tls)] : []),
  ...(await Promise.all(originsOf(seen).map((origin) => shownFinding(seen, origin)))),
]

function ownFinding(seen: Seen, files: TlsFiles): Finding {
  const id = 'certificate'
  try {
    const certificate = new X509Certificate(readTlsFiles(files, seen.now()).cert)
    const missing = hostsOf(seen).filter((host) => !isFor(certificate, host))
    if (missing.length > 0) {
      const advice = 'Get one with every name that people come by.'
      return fault(id, `The certificate in TLS_CERT is not for ${missing.join(', ')}.`, advice)
    }
    return untilFinding(id, `The certificate in TLS_CERT`, instantOf(certificate.validToDate) - seen.now())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return fault(id, error.message, 'The server does not start so; one that runs keeps the former pair.')
  }
}

function isFor(certificate: X509Certificate, host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  const found = isIP(address) === 0 ? certificate.checkHost(host) : certificate.checkIP(address)
  return found !== undefined
}

const originsOf = (seen: Seen): readonly string[] => [
  ...new Set([seen.config.public_url, ...seen.tenants.map(({ issuer }) => new URL(issuer).origin)]),
]

/** What is wrong with the way to PUBLIC_URL is found where the addresses are. */
async function shownFinding({ asked, config, now }: Seen, origin: string): Promise<Finding> {
  const id = `certificate/${new URL(origin).hostname}`
  const answer = origin === config.public_url ? asked : await ask(`${origin}/healthz`)
  if (!origin.startsWith('https:')) return skipped(id, `${origin} is this machine, without TLS.`)
  if (isAnswered(answer)) {
    return untilFinding(
      id,
      `The certificate at ${origin}`,
      instantOf(new Date(String(answer.valid_to))) - now(),
    )
  }
  if (answer.failed !== 'tls' || origin === config.public_url)
    return skipped(id, `Nobody shows a certificate at ${origin}.`)
  return fault(
    id,
    `TLS fails at ${origin} (${answer.reason}).`,
    'Have a certificate shown there that is good for it.',
  )
}

function untilFinding(id: string, what: string, left: number): Finding {
  const days = Math.floor(left / DAY)
  if (left > SOON) return ok(id, `${what} is good for ${days} days.`)
  return warning(id, `${what} is good for ${days} days more.`, 'Renew it, and look why nothing has yet.')
}
