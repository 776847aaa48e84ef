/**
 * A client registers itself.
 *
 * Implements: RFC 7591 §3, §3.1, §3.2, §5; OpenID Connect Registration 1.0 §3.
 */
import type { TenantDeps } from '../../deps.ts'
import { sha256 } from '../../primitives/digest.ts'
import type { Random } from '../../primitives/random.ts'
import { useRegistrationToken } from '../../store/registration-tokens.ts'
import type { ClientRow } from '../../store/schema.ts'
import { recordChange } from '../audit/record-change.ts'
import { insertNewClient, newClientId } from '../clients/client-registration.ts'
import { newSecretOf } from '../clients/client-secret.ts'
import type { Stated } from '../stated-settings.ts'
import { clientInformation } from './client-information.ts'
import { readRegistration } from './registration-metadata.ts'
import { type Admission, admit, chargeRegistration, checkVouchedFor } from './registration-policy.ts'
import { spentToken } from './registration-token.ts'
import { checkSectorIdentifier } from './sector-identifier.ts'

type RegisterDeps = Pick<
  TenantDeps,
  'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'fetch' | 'notice' | 'requester'
>

export type RegistrationRequest = Readonly<{
  body: Stated
  /** The initial access token; undefined: none was sent. */
  token: string | undefined
  address: string
}>

/** @throws {OAuthError} with the codes of RFC 7591 §3.2.2; `invalid_token`, `access_denied`, `temporarily_unavailable` */
export async function register(
  deps: RegisterDeps,
  { body, token, address }: RegistrationRequest,
): Promise<Stated> {
  const { tenant, now, random, notice } = deps
  const admission = await admit(deps, token)
  const client_id = newClientId(random)
  const { client_type, metadata } = readRegistration(client_id, body)
  checkVouchedFor(admission.origin, metadata)
  await chargeRegistration(deps, admission, address)
  await checkSectorIdentifier(deps, metadata)
  const made = newSecretOf(deps, client_type, metadata)
  const registration_access_token = newRegistrationAccessToken(random)
  const row: ClientRow = {
    tenant_id: tenant.id,
    client_id,
    client_type,
    secret_kind: made?.secret_kind ?? null,
    secret_hash: made?.secret_hash ?? null,
    metadata: JSON.stringify(metadata),
    locked: 0,
    origin: admission.origin,
    registration_hash: sha256(registration_access_token),
    fresh_until: null,
    created_at: now(),
    updated_at: now(),
  }
  await keep(deps, admission, row)
  notice({ flow: 'registration', step: 'client-registered', client_id, sent: admission.origin })
  return clientInformation(tenant, row, { client_secret: made?.secret, registration_access_token })
}

/** A use of the token and the client that it is used for are one. */
async function keep(deps: RegisterDeps, admission: Admission, row: ClientRow): Promise<void> {
  const { tenant_id, client_id } = row
  const event = { action: 'client-created', by: 'client', client_id } as const
  const kept = await recordChange(deps, { ...event, detail: { origin: admission.origin } }, async (tx) => {
    if (admission.origin === 'token') {
      const use = { tenant_id, id: admission.token_id, now: deps.now() }
      if (!(await tx.first(useRegistrationToken, use))) return 0
    }
    return insertNewClient(tx, row)
  })
  if (kept === 0) throw spentToken()
}

const TOKEN_LENGTH = 32

/** RFC 7592 §3, §5: it is kept as its hash alone. */
export const newRegistrationAccessToken = (random: Random): string =>
  random('registration-access-token', TOKEN_LENGTH).toString('base64url')
