/**
 * Enrolling a passcode: the server's two steps, and both sides of them at once for the command line, which has picture
 * and PIN in hand and goes the way a browser goes.
 *
 * Implements: RFC 9807 §5.
 */
import type { TenantDeps } from '../../deps.ts'
import { encodePasscode, type PasscodeSecret } from '../../passcode/passcode-secret.ts'
import { pictureDigest } from '../../passcode/picture-digest.ts'
import { timeOrderedId } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { deleteKnownBrowsersOfUser } from '../../store/known-browsers.ts'
import type { PasscodeRow } from '../../store/passcode-rows.ts'
import { replacePasscode } from '../../store/passcodes.ts'
import { OAuthError } from '../oauth-error.ts'
import type { User } from '../users/user.ts'
import { checkEnrolment } from './enrolment-policy.ts'
import { answerRegistration } from './opaque-server.ts'
import { type PasscodeMethod, RECORD_LENGTH, SECRET_VERSION, SUITE, sealRecord } from './passcode-record.ts'
import { serverKey } from './server-key.ts'

export type EnrolmentDeps = Pick<TenantDeps, 'db' | 'tenant' | 'parsed' | 'now' | 'random' | 'secrets'>

/** What both steps are done under. `passcode_id` is a new one for each passcode, for a new OPRF key. */
export type RegistrationTerms = Pick<PasscodeRow, 'server_key_generation' | 'ksf_m' | 'ksf_t' | 'ksf_p'> &
  Readonly<{ passcode_id: Buffer }>

/** What the second step has to be told of the first. */
export type Registration = RegistrationTerms & Readonly<{ response: string }>

/** As the client made it; what went with the picture is known from it alone. */
export type NewRecord = Readonly<{ record: string; method: PasscodeMethod }>

export async function newRegistrationTerms(deps: EnrolmentDeps): Promise<RegistrationTerms> {
  const { generation } = await serverKey(deps)
  const passcode_id = timeOrderedId(deps.now(), deps.random, 'passcode')
  const { ksf_m, ksf_t, ksf_p } = deps.tenant.policy
  return { passcode_id, server_key_generation: generation, ksf_m, ksf_t, ksf_p }
}

/**
 * §5.2.2
 *
 * @param terms those of an earlier first step that this one stands for too; undefined: new ones
 * @throws {OAuthError} `invalid_request` when the request is not of the form
 */
export async function startRegistration(
  deps: EnrolmentDeps,
  request: string,
  terms?: RegistrationTerms,
): Promise<Registration> {
  const registration = terms ?? (await newRegistrationTerms(deps))
  const { passcode_id, server_key_generation } = registration
  const { setup } = await serverKey(deps, server_key_generation)
  const response = await answerRegistration({ setup, passcode_id, request })
  if (response === undefined) throw malformed('request', 'registration-request-malformed')
  return { ...registration, response }
}

/**
 * §5.2.3
 *
 * @throws {OAuthError} `invalid_request` when the record is not of the form
 */
export function newPasscodeRow(
  { tenant, now, secrets }: Pick<EnrolmentDeps, 'tenant' | 'now' | 'secrets'>,
  user: Pick<User, 'id'>,
  { passcode_id, server_key_generation, ksf_m, ksf_t, ksf_p }: RegistrationTerms,
  { record, method }: NewRecord,
): PasscodeRow {
  if (Buffer.from(record, 'base64url').length !== RECORD_LENGTH)
    throw malformed('record', 'registration-record-malformed')
  const owner = { tenant_id: tenant.id, user_id: user.id, id: passcode_id, suite: SUITE }
  return {
    ...owner,
    secret_version: SECRET_VERSION,
    server_key_generation,
    ksf_m,
    ksf_t,
    ksf_p,
    record_sealed: sealRecord(secrets, owner, { record, method }),
    created_at: now(),
    last_used_at: null,
  }
}

/** The file's bytes, and what goes with it. */
export type NewPasscode = Readonly<{ picture: Uint8Array; secret: PasscodeSecret }>

/**
 * Both sides of an enrolment, up to what is to be kept.
 *
 * @throws {EnrolmentError} when the tenant does not take such a passcode
 */
export async function makePasscode(
  deps: EnrolmentDeps,
  user: Pick<User, 'id'>,
  { picture, secret }: NewPasscode,
): Promise<PasscodeRow> {
  const { uuid: tenant_uuid, policy } = deps.tenant
  checkEnrolment(policy, picture, secret)
  const password = await encodePasscode({ tenant_uuid, picture_digest: await pictureDigest(picture), secret })
  // No server goes this way, so none waits for it at its start.
  const client = await import('../../passcode/opaque-client.ts')
  await client.ready
  const { request, client_state } = client.startRegistration(password)
  const registration = await startRegistration(deps, request)
  const { record } = client.finishRegistration({
    password,
    tenant_uuid,
    key_stretching: registration,
    client_state,
    response: registration.response,
  })
  return newPasscodeRow(deps, user, registration, { record, method: secret.method })
}

/** In place of any that the person had, whose browsers then are not known any more. */
export async function keepPasscode(tx: Tx, passcode: PasscodeRow): Promise<void> {
  const { tenant_id, user_id } = passcode
  await tx.run(replacePasscode, passcode)
  await tx.run(deleteKnownBrowsersOfUser, { tenant_id, user_id })
}

const malformed = (name: string, reason: string) =>
  new OAuthError('invalid_request', `${name} is not of the form.`, { reason })
