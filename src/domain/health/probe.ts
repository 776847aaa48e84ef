/**
 * A request by which this server's administrator asks how requests arrive: by whom, and with what a proxy added. Answered to
 * whoever has the root key alone, for a minute.
 */
import type { Deps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { equalInConstantTime, hmacSha256 } from '../../primitives/digest.ts'

/** In seconds. */
const PROBE_TTL = 60

type ProbeDeps = Pick<Deps, 'config' | 'now' | 'secrets'>

/** @returns the value of an Authorization header */
export const makeProbe = (deps: ProbeDeps): string => probeUntil(deps, deps.now() + PROBE_TTL)

/** @param authorization the header; undefined: there is none */
export function isProbe(deps: ProbeDeps, authorization: string | undefined): boolean {
  const [, until] = /^Probe (\d{1,12})\./.exec(authorization ?? '') ?? []
  if (authorization === undefined || until === undefined) return false
  const left = Number(until) - deps.now()
  const expected = probeUntil(deps, Number(until))
  return left > 0 && left <= PROBE_TTL && equalInConstantTime(bytes(authorization), bytes(expected))
}

function probeUntil({ config, secrets }: ProbeDeps, until: UnixSeconds): string {
  const proof = hmacSha256(secrets.derive('probe'), `${until} ${config.public_url}`)
  return `Probe ${until}.${proof.toString('base64url')}`
}

const bytes = (text: string): Buffer => Buffer.from(text)
