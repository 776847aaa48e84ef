/**
 * The challenge between the two halves of a sign-in: what the server has to remember until KE3, sealed to its row and
 * to the passcode that it is about.
 *
 * Implements: RFC 9807 §6.2.2 (the server's state), §6.4.
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { PasscodeChallengeRow } from '../../store/passcode-rows.ts'
import type { PasscodeMethod } from './passcode-record.ts'

/** From KE1 to KE3, in seconds: the browser's work of a second or two, on a slow device and a slow line. */
export const CHALLENGE_TTL = 60

export type LoginState = Readonly<{ server_state: string; method: PasscodeMethod }>

type Place = Pick<PasscodeChallengeRow, 'tenant_id' | 'id' | 'passcode_id'>
type Secrets = TenantDeps['secrets']

export const sealState = (secrets: Secrets, place: Place, state: LoginState): Buffer =>
  secrets.seal('passcode-challenge', context(place), Buffer.from(JSON.stringify(state)))

/** @throws {UnsealError} */
export const openState = (
  secrets: Secrets,
  row: Place & Pick<PasscodeChallengeRow, 'state_sealed'>,
): LoginState => JSON.parse(secrets.open('passcode-challenge', context(row), row.state_sealed).toString())

const context = ({ tenant_id, id, passcode_id }: Place) => [tenant_id, uuidText(id), uuidText(passcode_id)]
