/**
 * Whether somebody else is signed in by now: a value that a client's page compares, without asking the server, with what
 * the browser has. It changes when a session begins or ends, and says nothing of whose it is.
 *
 * Implements: OpenID Connect Session Management 1.0 §2, §3.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256, sha256 } from '../../primitives/digest.ts'

const STATE_LENGTH = 16
const SALT_LENGTH = 12

/** Of a browser in which nobody is signed in. */
export const NOBODY_STATE = ''

/** §3.2: what the page in the frame can read; nobody gets the session by it. @param session_id undefined: nobody's */
export function browserState(
  { secrets, tenant }: Pick<TenantDeps, 'secrets' | 'tenant'>,
  session_id: Buffer | undefined,
): string {
  if (session_id === undefined) return NOBODY_STATE
  const told = JSON.stringify([tenant.id, session_id.toString('hex')])
  return hmacSha256(secrets.derive('browser-state'), told).subarray(0, STATE_LENGTH).toString('base64url')
}

/** §2: by the client, where its page is from, what the browser has, and a salt, which goes with it. */
export function sessionState(
  { random }: Pick<TenantDeps, 'random'>,
  client_id: string,
  origin: string,
  browser_state: string,
): string {
  const salt = random('session-state', SALT_LENGTH).toString('base64url')
  const hash = sha256(`${client_id} ${origin} ${browser_state} ${salt}`).toString('base64url')
  return `${hash}.${salt}`
}
