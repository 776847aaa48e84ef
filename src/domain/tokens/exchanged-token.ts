/**
 * Tokens that are sent to be exchanged: alive, of this tenant, and in the hands of somebody who may.
 *
 * Implements: RFC 8693 §2.1, §2.2.2, §4.4, §5.
 */
import type { TenantDeps } from '../../deps.ts'
import type { AccessTokenRow } from '../../store/token-rows.ts'
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import { isAssigned } from '../organizations/admission.ts'
import { findAccessTokenRow } from './access-token.ts'
import type { TokenStanding } from './grant-standing.ts'
import { findTokenStanding, isMeantFor } from './token-standing.ts'

export type SentToken = Readonly<{ row: AccessTokenRow; standing: TokenStanding }>

type ReadDeps = Pick<TenantDeps, 'db' | 'secrets' | 'now' | 'parsed' | 'tenant'>

/** @throws {OAuthError} `invalid_request` (§2.2.2) */
export async function readSubjectToken(deps: ReadDeps, requester: Client, token: string): Promise<SentToken> {
  const sent = await readToken(deps, 'subject_token', token)
  const { row, standing } = sent
  const { user } = standing
  const mayExchange =
    isIssuedTo(sent, requester) ||
    isMeantFor(deps.tenant, row, requester) ||
    standing.client.metadata.may_act === requester.client_id
  if (!mayExchange) throw refused('subject_token', 'token-not-exchangeable')
  if (user && !(await isAssigned(deps, deps.db, requester, user.id)))
    throw refused('subject_token', 'client-not-assigned')
  return sent
}

/**
 * One that was issued to the client itself: whoever is handed another's token cannot say by it who he is.
 *
 * @throws {OAuthError} `invalid_request`
 */
export async function readActorToken(deps: ReadDeps, requester: Client, token: string): Promise<SentToken> {
  const sent = await readToken(deps, 'actor_token', token)
  if (isIssuedTo(sent, requester)) return sent
  throw refused('actor_token', 'actor-token-of-another')
}

export const isIssuedTo = ({ standing }: SentToken, { client_id }: Client): boolean =>
  standing.client.client_id === client_id

async function readToken(deps: ReadDeps, name: string, token: string): Promise<SentToken> {
  const row = await findAccessTokenRow(deps, token)
  if (!row) throw refused(name, 'token-unknown')
  if (row.revoked_at !== null) throw refused(name, 'token-revoked')
  if (row.expires_at <= deps.now()) throw refused(name, 'token-expired')
  const standing = await findTokenStanding(deps, row)
  if (typeof standing === 'string') throw refused(name, standing)
  return { row, standing }
}

const refused = (name: string, reason: string): OAuthError =>
  new OAuthError(
    'invalid_request',
    `${name} is unknown, expired or revoked, or not for this client to exchange.`,
    { reason, sent: name },
  )
