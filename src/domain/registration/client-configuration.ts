/**
 * A client reads, replaces and deletes its own registration, by the token that it got for that. Each change brings a new
 * token, and the one before it is worth nothing from then on.
 *
 * Implements: RFC 7592 §2, §2.1, §2.2, §2.3, §3, §5; OpenID Connect Registration 1.0 §4.
 */
import type { TenantDeps } from '../../deps.ts'
import { equalInConstantTime, sha256 } from '../../primitives/digest.ts'
import * as clients from '../../store/clients.ts'
import { replaceRegistration } from '../../store/registered-clients.ts'
import type { ClientRow } from '../../store/schema.ts'
import { recordChange } from '../audit/record-change.ts'
import { clientOf } from '../clients/client.ts'
import { administered } from '../clients/client-metadata.ts'
import { deleteClient } from '../clients/client-registration.ts'
import { isSecretOf, lacksSecret, newSecretOf } from '../clients/client-secret.ts'
import { restateLogo } from '../logos/logo.ts'
import { OAuthError } from '../oauth-error.ts'
import { isStorable } from '../parameters.ts'
import type { Stated } from '../stated-settings.ts'
import { clientInformation } from './client-information.ts'
import { newRegistrationAccessToken } from './register.ts'
import { readRegistration } from './registration-metadata.ts'
import { chargeChange, checkVouchedFor } from './registration-policy.ts'
import { checkSectorIdentifier } from './sector-identifier.ts'

type ConfigurationDeps = Pick<
  TenantDeps,
  'db' | 'tenant' | 'now' | 'random' | 'secrets' | 'fetch' | 'notice' | 'requester'
>

/** The registration that an address names, and the token that came with the request. */
export type Holder = Readonly<{ client_id: string; token: string | undefined }>

/** @throws {OAuthError} `invalid_token`, `access_denied` */
export async function readClientConfiguration(deps: ConfigurationDeps, holder: Holder): Promise<Stated> {
  const { row, token } = await requireHolder(deps, holder)
  return clientInformation(deps.tenant, row, { client_secret: undefined, registration_access_token: token })
}

/**
 * All that was registered gives way to what is stated now (RFC 7592 §2.2), and what was not for the client to say stays.
 *
 * @throws {OAuthError} as registering does; `temporarily_unavailable`
 */
export async function replaceClientConfiguration(
  deps: ConfigurationDeps,
  holder: Holder,
  body: Stated,
): Promise<Stated> {
  const { tenant, random, notice } = deps
  const { row, hash } = await requireHolder(deps, holder)
  await checkIdentity(deps, row, body)
  const { client_type, metadata } = readRegistration(row.client_id, body)
  checkVouchedFor(row.origin, metadata)
  await chargeChange(deps, row.client_id)
  await checkSectorIdentifier(deps, metadata)
  const decided = administered(JSON.parse(row.metadata))
  const stated = { ...row, client_type, metadata: JSON.stringify({ ...decided, ...metadata }) }
  const { changed, client_secret } = withSecret(deps, stated)
  const registration_access_token = newRegistrationAccessToken(random)
  if (!(await write(deps, changed, hash, sha256(registration_access_token)))) throw unknownToken()
  notice({ flow: 'registration', step: 'registration-replaced', client_id: row.client_id })
  return clientInformation(tenant, changed, { client_secret, registration_access_token })
}

/** @throws {OAuthError} `invalid_token`, `access_denied` */
export async function deleteClientConfiguration(deps: ConfigurationDeps, holder: Holder): Promise<void> {
  const { row } = await requireHolder(deps, holder)
  await deleteClient(deps, row.client_id)
  deps.notice({ flow: 'registration', step: 'registration-deleted', client_id: row.client_id })
}

/** A registration that is not there is told apart by nothing (RFC 7592 §2.1). */
async function requireHolder({ db, tenant }: ConfigurationDeps, { client_id, token }: Holder) {
  if (token === undefined) {
    throw new OAuthError('invalid_token', 'The registration access token is missing.', {
      reason: 'token-missing',
    })
  }
  const row = isStorable(client_id)
    ? await db.first(clients.findClient, { tenant_id: tenant.id, client_id })
    : undefined
  const hash = sha256(token)
  const is_right = equalInConstantTime(hash, row?.registration_hash ?? NO_HASH)
  if (!row || !is_right) throw unknownToken()
  if (row.locked === 0) return { row, token, hash }
  throw new OAuthError('access_denied', 'The client is locked.', { reason: 'client-locked' })
}

/** The hash of nothing that could be sent. */
const NO_HASH = Buffer.alloc(32)

const unknownToken = (): OAuthError =>
  new OAuthError('invalid_token', 'The registration access token is not that of this client.', {
    reason: 'registration-access-token-unfit',
  })

/** RFC 7592 §2.2: what the server decided is not sent back, and a secret that is sent is the one there is. */
const DECIDED_HERE = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
]

async function checkIdentity(deps: ConfigurationDeps, row: ClientRow, body: Stated): Promise<void> {
  if (body['client_id'] !== row.client_id) throw refused('client_id must be that of this client.')
  const sent_back = DECIDED_HERE.find((name) => Object.hasOwn(body, name))
  if (sent_back !== undefined) throw refused(`${sent_back} is not for the client to state: leave it out.`)
  const secret = body['client_secret']
  if (secret === undefined) return
  if (typeof secret === 'string' && (await isSecretOf(deps, clientOf(row), secret))) return
  throw refused('client_secret is not the one that was issued, and no other can be chosen: leave it out.')
}

const refused = (description: string): OAuthError =>
  new OAuthError('invalid_client_metadata', description, { reason: 'registration-identity-differs' })

/** One that has what its method wants keeps it; one whose method wants none has none. */
function withSecret(deps: ConfigurationDeps, stated: ClientRow) {
  const { client_type, metadata } = clientOf(stated)
  const made = newSecretOf(deps, client_type, metadata)
  if (!made) return { changed: { ...stated, secret_kind: null, secret_hash: null }, client_secret: undefined }
  if (!lacksSecret(clientOf(stated))) return { changed: stated, client_secret: undefined }
  const { secret, ...kept } = made
  return { changed: { ...stated, ...kept }, client_secret: secret }
}

/** @returns whether the token was still the one in force */
async function write(
  deps: ConfigurationDeps,
  row: ClientRow,
  registration_hash: Buffer,
  new_registration_hash: Buffer,
): Promise<boolean> {
  const { now } = deps
  const { tenant_id, client_id } = row
  const { logo_uri } = clientOf(row).metadata
  const hashes = { registration_hash, new_registration_hash }
  const event = { action: 'client-updated', by: 'client', client_id } as const
  const count = await recordChange(deps, event, async (tx) => {
    const replaced = await tx.run(replaceRegistration, { ...row, ...hashes, now: now() })
    if (replaced > 0) await restateLogo(tx, { tenant_id, client_id }, logo_uri, now())
    return replaced
  })
  return count > 0
}
