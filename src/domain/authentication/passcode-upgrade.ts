/**
 * Passcodes that were made under an older server key, weaker key stretching or an older form. The server cannot convert
 * them; so whoever has just signed in, and whose browser still holds the secret, enrols the same passcode anew, unseen.
 * Nothing else changes: sessions go on, and browsers stay known.
 *
 * A ticket holds all that has to be known, sealed, and is worth nothing once the passcode is another.
 *
 * Implements: RFC 9807 §5, §10.8.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import { openIfSealed } from '../../primitives/sealing.ts'
import { parseUuid, uuidText } from '../../primitives/time-ordered-id.ts'
import type { PasscodeRow } from '../../store/passcode-rows.ts'
import { findActivePasscode, upgradePasscode } from '../../store/passcodes.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import {
  type EnrolmentDeps,
  newPasscodeRow,
  newRegistrationTerms,
  type RegistrationTerms,
  startRegistration,
} from './enrolment.ts'
import { type PasscodeMethod, SECRET_VERSION, SUITE } from './passcode-record.ts'

/** From the sign-in to the end of it, in seconds. */
const UPGRADE_TTL = 60

type Version = Pick<
  PasscodeRow,
  'suite' | 'secret_version' | 'server_key_generation' | 'ksf_m' | 'ksf_t' | 'ksf_p'
>

/** Key stretching that is stronger than the tenant asks for stays. */
export function isOutdated(
  { suite, secret_version, server_key_generation, ksf_m, ksf_t }: Version,
  policy: Pick<TenantPolicy, 'ksf_m' | 'ksf_t'>,
  current_generation: number,
): boolean {
  const is_older =
    suite < SUITE || secret_version < SECRET_VERSION || server_key_generation < current_generation
  return is_older || ksf_m < policy.ksf_m || ksf_t < policy.ksf_t
}

/** As it stands in a ticket; `passcode` is the one to be replaced. */
type Offer = Readonly<{ user: string; passcode: string; method: PasscodeMethod; expires_at: number }>
type Begun = Offer & Readonly<{ terms: Omit<RegistrationTerms, 'passcode_id'> & { passcode_id: string } }>

type TicketDeps = Pick<TenantDeps, 'tenant' | 'now' | 'secrets'>

/** @param browser the browser cookie, to which it is bound */
export function offerUpgrade(
  deps: TicketDeps,
  { user_id, id }: Pick<PasscodeRow, 'user_id' | 'id'>,
  method: PasscodeMethod,
  browser: string,
): string {
  const expires_at = deps.now() + UPGRADE_TTL
  const offer: Offer = { user: uuidText(user_id), passcode: uuidText(id), method, expires_at }
  return ticketOf(deps, 'start', browser, offer)
}

export type UpgradeStart = Readonly<{
  /** For the second step. */
  ticket: string
  response: string
  ksf: Readonly<{ m: number; t: number; p: number }>
}>

/**
 * §5.2.2
 *
 * @returns undefined for a ticket that is not, or no longer, good for it
 * @throws {OAuthError} `invalid_request` when the request is not of the form
 */
export async function startUpgrade(
  deps: EnrolmentDeps,
  { ticket, request, browser }: Readonly<{ ticket: string; request: string; browser: string }>,
): Promise<UpgradeStart | undefined> {
  const offer = readTicket<Offer>(deps, 'start', browser, ticket)
  if (!offer) return undefined
  const key = { tenant_id: deps.tenant.id, id: idOf(offer.passcode) }
  if (!(await deps.db.first(findActivePasscode, key))) return undefined
  const terms = await newRegistrationTerms(deps)
  const { response } = await startRegistration(deps, request, terms)
  const begun: Begun = { ...offer, terms: { ...terms, passcode_id: uuidText(terms.passcode_id) } }
  const ksf = { m: terms.ksf_m, t: terms.ksf_t, p: terms.ksf_p }
  return { ticket: ticketOf(deps, 'finish', browser, begun), response, ksf }
}

/**
 * §5.2.3
 *
 * @returns whether the record took the place of the former one
 * @throws {OAuthError} `invalid_request` when the record is not of the form
 */
export async function finishUpgrade(
  deps: EnrolmentDeps,
  { ticket, record, browser }: Readonly<{ ticket: string; record: string; browser: string }>,
): Promise<boolean> {
  const begun = readTicket<Begun>(deps, 'finish', browser, ticket)
  if (!begun) return false
  const terms = { ...begun.terms, passcode_id: idOf(begun.terms.passcode_id) }
  const row = newPasscodeRow(deps, { id: idOf(begun.user) }, terms, { record, method: begun.method })
  return (await deps.db.run(upgradePasscode, { ...row, replaced_id: idOf(begun.passcode) })) === 1
}

type Step = 'start' | 'finish'

const ticketOf = (deps: TicketDeps, step: Step, browser: string, held: Offer): string =>
  deps.secrets
    .seal('passcode-upgrade', context(deps, step, browser), Buffer.from(JSON.stringify(held)))
    .toString('base64url')

function readTicket<Held extends Offer>(
  deps: TicketDeps,
  step: Step,
  browser: string,
  ticket: string,
): Held | undefined {
  const sealed = Buffer.from(ticket, 'base64url')
  const opened = openIfSealed(deps.secrets, 'passcode-upgrade', context(deps, step, browser), sealed)
  const held: Held | undefined = opened && JSON.parse(opened.toString())
  return held && held.expires_at > deps.now() ? held : undefined
}

const context = ({ tenant }: TicketDeps, step: Step, browser: string) => [
  tenant.id,
  step,
  sha256(browser).toString('base64url'),
]

/** From a ticket of ours, so it is one. */
const idOf = (text: string): Buffer => parseUuid(text) as Buffer
