/**
 * A connection as it is to be: what was stated, checked whole before anything is written.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (scope), §5.7; RFC 6749 §2.3.1.
 */
import type { ConnectionRow, ConnectionType } from '../../store/connection-rows.ts'
import type { TenantType } from '../../store/schema.ts'
import { refuseIf } from '../refusal.ts'
import { restate, type Stated, tryRead } from '../stated-settings.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { claimFaults } from '../users/user-claims.ts'
import { OidcSettings, PasscodeSettings } from './connection-settings.ts'

/** What is left out stays as it is. */
export type ConnectionStatement = Readonly<{
  id: string
  type: ConnectionType | undefined
  client_secret: string | undefined
  /** A setting that is null goes back to its default. */
  settings: Stated
}>

export type ConnectionDraft = Readonly<{ type: ConnectionType; settings: Stated }>

type Existing = Pick<ConnectionRow, 'type' | 'settings' | 'secret_sealed'>

/** Stands in addresses and in the log. */
const CONNECTION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** What the tenant's own settings have to do with it. */
export type ConnectionPlace = Readonly<{ type: TenantType; attributes: readonly string[] }>

/** @throws {Refusal} faulty */
export function draftConnection(
  { id, type: stated, client_secret, settings: changes }: ConnectionStatement,
  existing: Existing | undefined,
  { type: tenant_type, attributes }: ConnectionPlace,
): ConnectionDraft {
  const type = stated ?? existing?.type ?? 'passcode'
  const before: Stated = existing ? JSON.parse(existing.settings) : {}
  const settings = restate(before, changes)
  const has_secret = client_secret !== undefined || (existing?.secret_sealed ?? null) !== null
  refuseIf([
    CONNECTION_ID.test(id)
      ? undefined
      : `id ${JSON.stringify(id)} must have 1 to 100 letters, digits, dots, dashes and underscores, and begin with a letter or digit`,
    tenant_type === '2fa'
      ? 'a tenant of type 2fa has no connections: the first step says who somebody is'
      : undefined,
    existing && existing.type !== type
      ? `type is ${existing.type} and never changes: make another connection`
      : undefined,
    ...(type === 'passcode'
      ? [...tryRead(PasscodeSettings, settings).faults, ...strayFaults(client_secret)]
      : oidcFaults(settings, before['issuer'], has_secret, attributes)),
  ])
  return { type, settings }
}

const strayFaults = (client_secret: string | undefined): readonly string[] =>
  client_secret === undefined
    ? []
    : ['client_secret: people sign in here, where there is nobody to send it to']

function oidcFaults(
  stated: Stated,
  issuer: unknown,
  has_secret: boolean,
  attributes: readonly string[],
): readonly (string | undefined)[] {
  const { settings, faults } = tryRead(OidcSettings, stated)
  if (!settings) return faults
  const is_public = settings.token_endpoint_auth_method === 'none'
  const standard = settings.claims.filter((name) => !attributes.includes(name))
  return [
    // Its people are known by what that issuer calls them.
    issuer !== undefined && issuer !== settings.issuer
      ? `issuer is ${issuer} and never changes: make another connection`
      : undefined,
    settings.scope.split(' ').includes('openid') ? undefined : 'scope must contain openid',
    is_public && has_secret ? 'token_endpoint_auth_method none goes without client_secret' : undefined,
    is_public || has_secret
      ? undefined
      : 'client_secret is missing (token_endpoint_auth_method "none": there is none)',
    // Without values, their names are looked at alone.
    ...claimFaults(Object.fromEntries(standard.map((name) => [name, undefined]))),
  ]
}

/** As a tenant that is there has it. */
export const placeIn = ({ type, policy }: Pick<Tenant, 'type' | 'policy'>): ConnectionPlace => ({
  type,
  attributes: policy.attributes,
})
