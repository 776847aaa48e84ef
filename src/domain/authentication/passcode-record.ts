/**
 * The passcode as it is kept: the OPAQUE record and how it was made, sealed for one person and credential, so that a
 * row that somebody copied onto another person's does not open.
 *
 * Implements: RFC 9807 §5.2.3, §10.9.
 */
import type { TenantDeps } from '../../deps.ts'
import type { PasscodeSecret } from '../../passcode/passcode-secret.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { PasscodeRow } from '../../store/passcode-rows.ts'
import type { ServerKey } from './server-key.ts'

/** What goes with the picture; as the person's client said when it enrolled. */
export type PasscodeMethod = PasscodeSecret['method']

/** `record` is base64url. */
export type PasscodeRecord = Readonly<{ record: string; method: PasscodeMethod }>

/** OPAQUE-3DH, ristretto255-SHA512, Argon2id. */
export const SUITE = 1
export const SECRET_VERSION = 1
export const RECORD_LENGTH = 192

const ID_LENGTH = 16
/** Of the client's public key and the masking key, with which a record begins (RFC 9807 §5.2.3). */
const PUBLIC_KEY_LENGTH = 32
const HALF_MASKING_KEY_LENGTH = 32

type Owner = Pick<PasscodeRow, 'tenant_id' | 'user_id' | 'id' | 'suite'>
type Secrets = TenantDeps['secrets']

export const sealRecord = (secrets: Secrets, owner: Owner, record: PasscodeRecord): Buffer =>
  secrets.seal('passcode', context(owner), Buffer.from(JSON.stringify(record)))

/** @throws {UnsealError} */
export const openRecord = (
  secrets: Secrets,
  row: Owner & Pick<PasscodeRow, 'record_sealed'>,
): PasscodeRecord => JSON.parse(secrets.open('passcode', context(row), row.record_sealed).toString())

const context = ({ tenant_id, user_id, id, suite }: Owner) => [
  tenant_id,
  uuidText(user_id),
  uuidText(id),
  String(suite),
]

/**
 * Stands in for the row of a name that nobody has. Its identifier is the same at each try, so that the answers are of one
 * OPRF key, as a person's are (§10.9); it is made for every name, so that none costs more time than another.
 */
export function decoyPasscode(
  { tenant, secrets, now }: Pick<TenantDeps, 'tenant' | 'secrets' | 'now'>,
  decoy_name: string,
  { generation, public_key }: Pick<ServerKey, 'generation' | 'public_key'>,
): PasscodeRow {
  const name = JSON.stringify([tenant.id, decoy_name])
  const key = secrets.derive('passcode-decoy')
  const id = hmacSha256(key, name).subarray(0, ID_LENGTH)
  const { ksf_m, ksf_t, ksf_p } = tenant.policy
  const nobody = { tenant_id: tenant.id, user_id: Buffer.alloc(ID_LENGTH), id, suite: SUITE }
  const record = decoyRecord(public_key, hmacSha256(key, `masking\0${name}`))
  return {
    ...nobody,
    secret_version: SECRET_VERSION,
    server_key_generation: generation,
    ksf_m,
    ksf_t,
    ksf_p,
    record_sealed: sealRecord(secrets, nobody, { record: record.toString('base64url'), method: 'none' }),
    created_at: now(),
    last_used_at: null,
  }
}

/** Read like any other (§10.9): the public key is one that nobody but the server can use, the envelope opens for nobody. */
function decoyRecord(public_key: string, masking_half: Buffer): Buffer {
  const record = Buffer.alloc(RECORD_LENGTH)
  record.write(public_key, 'base64url')
  for (const half of [0, 1]) masking_half.copy(record, PUBLIC_KEY_LENGTH + half * HALF_MASKING_KEY_LENGTH)
  return record
}
