/**
 * What a proxy adds, and whom the server believes: seen by a request through PUBLIC_URL that states a false address and a false host.
 *
 * Implements: RFC 7239 §8.1.
 */
import { makeProbe } from '../../domain/health/probe.ts'
import { ask, isAnswered } from './ask.ts'
import { type Finding, fault, ok, skipped, warning } from './finding.ts'
import type { Check, Seen } from './seen.ts'

const ID = 'proxy'

/** Of documentation (RFC 5737 §3): nobody comes from there. */
const FALSE_ADDRESS = '192.0.2.77'

/** Likewise (RFC 2606 §2): no tenant has it. */
const FALSE_HOST = 'doctor.invalid'

type Told = Readonly<{
  peer: string
  is_believed: boolean
  host: string
  forwarded_for?: string
  forwarded_host?: string
}>

export const proxy: Check = async ({ asked, config, now, secrets }) => {
  if (!secrets || !isAnswered(asked) || asked.status !== 200) {
    return [skipped(ID, 'What a proxy adds is seen at a server alone that answers at PUBLIC_URL.')]
  }
  const headers = {
    authorization: makeProbe({ config, now, secrets }),
    'x-forwarded-for': FALSE_ADDRESS,
    'x-forwarded-host': FALSE_HOST,
  }
  const answer = await ask(`${config.public_url}/healthz/request`, { headers })
  if (!isAnswered(answer) || answer.status !== 200) {
    return [
      fault(
        ID,
        'The server at PUBLIC_URL does not know this command: it has another root key, another clock, or another version.',
        'Start this command with the settings of that server, on the same database.',
      ),
    ]
  }
  const told: Told = JSON.parse(answer.body)
  return [
    addressFinding(told, config.trust_proxy),
    ...hostFindings(told, config),
    ...statedHostFindings(told),
  ]
}

function addressFinding(
  { peer, is_believed, forwarded_for }: Told,
  trusted: Seen['config']['trust_proxy'],
): Finding {
  const is_passed_on = forwarded_for === FALSE_ADDRESS
  if (is_passed_on && is_believed) {
    return fault(
      ID,
      `Anybody can say which address they come from: X-Forwarded-For came from ${peer} as it was sent, and was believed.`,
      'Have the proxy put the address of its client there, and name in TRUST_PROXY proxies alone.',
    )
  }
  const adds = forwarded_for !== undefined && !is_passed_on
  if (trusted === false) return untrusting(peer, adds)
  if (!adds) {
    return fault(
      ID,
      `TRUST_PROXY is set, and ${peer} states no X-Forwarded-For of its own.`,
      'Have the proxy put the address of its client there; where there is none, set TRUST_PROXY=false.',
    )
  }
  if (!is_believed) {
    return fault(
      ID,
      `X-Forwarded-For comes from ${peer}, which TRUST_PROXY (${trusted}) does not name: all people count as one address.`,
      `Add ${peer} to TRUST_PROXY.`,
    )
  }
  return ok(ID, `The proxy ${peer} states the address of its client, and is believed.`)
}

function untrusting(peer: string, adds: boolean): Finding {
  if (!adds) return ok(ID, `No proxy states an address; this request came from ${peer}.`)
  return fault(
    ID,
    `A proxy at ${peer} states the address of its client, and TRUST_PROXY is false: all people count as one address.`,
    `Set TRUST_PROXY=${peer}`,
  )
}

function hostFindings({ host }: Told, { public_url }: Seen['config']): readonly Finding[] {
  const expected = new URL(public_url).host
  if (host === expected) return []
  return [
    warning(
      ID,
      `The proxy asks for ${host} where ${expected} was asked for.`,
      'Have it pass Host on as it is: in nginx, proxy_set_header Host $host.',
    ),
  ]
}

/** It counts before Host, and decides whose tenant is meant: a cache before the server could be given another one's answer. */
function statedHostFindings({ peer, is_believed, forwarded_host }: Told): readonly Finding[] {
  if (!is_believed || forwarded_host !== FALSE_HOST) return []
  return [
    warning(
      ID,
      `Anybody can say which host they ask for: X-Forwarded-Host came from ${peer} as it was sent, and is believed.`,
      'Have the proxy take it away, or put there the host that was asked for: in nginx, proxy_set_header X-Forwarded-Host "".',
    ),
  ]
}
