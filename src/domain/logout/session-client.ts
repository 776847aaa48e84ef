/**
 * The clients of a session, and the sid that each knows it by: told to those alone that want to hear of its end or whose
 * claim profile has it, and to each another one, so that two of them cannot tell by it that they have the same person.
 *
 * Implements: OpenID Connect Back-Channel Logout 1.0 §2.1, §2.4; OpenID Connect Front-Channel Logout 1.0 §3.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import type { Tx } from '../../store/database.ts'
import type { SessionClientRow } from '../../store/logout-rows.ts'
import { findSessionClient, upsertSessionClient } from '../../store/session-clients.ts'
import { findSessionById, type Session } from '../authentication/session.ts'
import type { Client } from '../clients/client.ts'
import { wantsLogout } from '../clients/logout-uri-rule.ts'
import { subjectOf } from '../clients/subject.ts'

const SID_LENGTH = 16

type SidDeps = Pick<TenantDeps, 'secrets' | 'tenant'>

/** One that wants to hear of their end, or whose claim profile has the sid. */
const isToldOfSessions = (client: Client): boolean => wantsLogout(client) || client.claim_profile.tells_sid

/** What the client's ID tokens of the session say; nothing for a client that is not told of sessions. */
export function sidClaim(
  deps: SidDeps,
  client: Client,
  session_id: Buffer | null,
): Readonly<{ sid?: string }> {
  if (session_id === null || !isToldOfSessions(client)) return {}
  return { sid: sidText(sidOf(deps, client.client_id, session_id)) }
}

export const sidText = (id: Buffer): string => id.toString('base64url')

const sidOf = ({ secrets, tenant }: SidDeps, client_id: string, session_id: Buffer): Buffer =>
  hmacSha256(
    secrets.derive('sid'),
    JSON.stringify([tenant.id, client_id, session_id.toString('hex')]),
  ).subarray(0, SID_LENGTH)

/** Inside the transaction that answers the client. */
export async function noteSessionClient(
  deps: SidDeps,
  tx: Tx,
  client: Client,
  session: Pick<Session, 'id' | 'user_id'>,
): Promise<void> {
  if (!isToldOfSessions(client)) return
  const { client_id, metadata } = client
  const told: SessionClientRow = {
    id: sidOf(deps, client_id, session.id),
    tenant_id: deps.tenant.id,
    session_id: session.id,
    client_id,
    sub: subjectOf(deps, client, session.user_id),
    back_channel: metadata.backchannel_logout_uri === undefined ? 0 : 1,
  }
  await tx.run(upsertSessionClient, told)
}

/** The live session that a client was told of by this sid. */
export async function findSessionOfSid(
  deps: Pick<TenantDeps, 'db' | 'tenant' | 'now'>,
  client_id: string,
  sid: string | undefined,
): Promise<Session | undefined> {
  if (sid === undefined) return undefined
  const id = Buffer.from(sid, 'base64url')
  const told = await deps.db.first(findSessionClient, { tenant_id: deps.tenant.id, id })
  return told?.client_id === client_id ? findSessionById(deps, told.session_id) : undefined
}
