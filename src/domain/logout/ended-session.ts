/**
 * The mark of a session that has just ended: the browser that ended it keeps it for a while, so that the page which tells the
 * session's clients can be had by GET and again, and shows nobody else's.
 *
 * Implements: OpenID Connect Front-Channel Logout 1.0 §2, §3.
 */
import type { TenantDeps } from '../../deps.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import { openIfSealed } from '../../primitives/sealing.ts'
import { listSessionClients } from '../../store/session-clients.ts'
import type { Session } from '../authentication/session.ts'
import { framesOf, type LogoutFrame } from './logout.ts'

/** Of the mark and of the cookie that it is kept in, in seconds. */
export const ENDED_MARK_TTL = 300

const LABEL = 'ended-session'

type Marked = Readonly<{ session: string; expires_at: UnixSeconds }>
type MarkDeps = Pick<TenantDeps, 'now' | 'secrets' | 'tenant'>

export function endedMark({ now, secrets, tenant }: MarkDeps, { id }: Pick<Session, 'id'>): string {
  const marked: Marked = { session: id.toString('hex'), expires_at: now() + ENDED_MARK_TTL }
  return secrets.seal(LABEL, [tenant.id], Buffer.from(JSON.stringify(marked))).toString('base64url')
}

/** @returns the frames of the session that the mark stands for; none for a mark that is not ours, or too old */
export async function framesOfMark(
  deps: MarkDeps & Parameters<typeof framesOf>[0],
  mark: string | undefined,
): Promise<readonly LogoutFrame[]> {
  const session_id = mark === undefined ? undefined : markedSession(deps, mark)
  if (!session_id) return []
  return framesOf(deps, await deps.db.all(listSessionClients, { tenant_id: deps.tenant.id, session_id }))
}

function markedSession({ now, secrets, tenant }: MarkDeps, mark: string): Buffer | undefined {
  const opened = openIfSealed(secrets, LABEL, [tenant.id], Buffer.from(mark, 'base64url'))
  if (!opened) return undefined
  const { session, expires_at }: Marked = JSON.parse(opened.toString())
  return expires_at > now() ? Buffer.from(session, 'hex') : undefined
}
