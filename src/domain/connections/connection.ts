/**
 * A connection: where the people of a tenant are known, by the name that an authorization request has for it. Not a
 * parameter of OpenID Connect, but one that clients of other providers send.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (other parameters).
 */
import type { TenantDeps } from '../../deps.ts'
import type { ConnectionRow } from '../../store/connection-rows.ts'
import { listConnections } from '../../store/connections.ts'
import { OAuthError } from '../oauth-error.ts'
import { readSettings } from '../settings.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { OidcSettings, PasscodeSettings } from './connection-settings.ts'

type Common = Readonly<{ tenant_id: string; id: string }>

export type PasscodeConnection = Common & Readonly<{ type: 'passcode'; settings: PasscodeSettings }>

/** An OpenID Provider of somebody else. */
export type OidcConnection = Common &
  Readonly<{
    type: 'oidc'
    settings: OidcSettings
    /** This server's own there; null: it is a public client. */
    secret_sealed: Buffer | null
  }>

export type Connection = PasscodeConnection | OidcConnection

type FindDeps = Pick<TenantDeps, 'db' | 'parsed' | 'tenant'>

/** All of them at once, so that a name which is none costs no question to the database. */
export const findConnections = async ({ db, parsed, tenant }: FindDeps): Promise<readonly Connection[]> =>
  (await parsed.get(`connections/${tenant.id}`, async () =>
    (await db.all(listConnections, { tenant_id: tenant.id })).map(connectionOf),
  )) as readonly Connection[]

/**
 * The one that a request asks for. Without a name nothing is looked for.
 *
 * @throws {OAuthError} `invalid_request` for a name that is none
 */
export async function requestedConnection(
  deps: FindDeps,
  { connection_id }: Readonly<{ connection_id: string | undefined }>,
): Promise<Connection | undefined> {
  if (connection_id === undefined) return undefined
  const connections = await findConnections(deps)
  const found = connections.find(({ id }) => id === connection_id)
  if (found) return found
  throw unknownConnection(connection_id, connections)
}

export const unknownConnection = (sent: string, known: readonly Connection[]): OAuthError =>
  new OAuthError('invalid_request', 'connection is not known here.', {
    reason: 'connection-unknown',
    sent,
    expected: known.map(({ id }) => id).join(' '),
  })

export function connectionOf({ tenant_id, id, type, settings, secret_sealed }: ConnectionRow): Connection {
  const stated = JSON.parse(settings)
  return type === 'passcode'
    ? { tenant_id, id, type, settings: readSettings(PasscodeSettings, stated) }
    : { tenant_id, id, type, settings: readSettings(OidcSettings, stated), secret_sealed }
}

/** What people know it by. */
export const connectionName = ({ id, settings }: Connection): string => settings.display_name ?? id

/** Whether a session came about where the request wants it; without a wish anywhere will do. */
export const isFrom = (
  { connection_id }: Readonly<{ connection_id: string | undefined }>,
  wanted: Connection | undefined,
): boolean => wanted === undefined || connection_id === (wanted.type === 'oidc' ? wanted.id : undefined)

/** Where its provider sends people back to, to be registered there: no other connection has this address. */
export const callbackUrl = ({ base }: Pick<Tenant, 'base'>, id: string): string =>
  `${base}/connections/callback/${id}`
