/**
 * This server's own client_secret at a provider: sealed, since it must be sent as it is.
 *
 * Implements: RFC 6749 §2.3.1, §10.1.
 */
import type { Deps } from '../../deps.ts'
import type { OidcConnection } from './connection.ts'

type SecretDeps = Pick<Deps, 'secrets'>
type Key = Readonly<{ tenant_id: string; id: string }>

export const SECRET_LABEL = 'connection-secret'

/** Whose it is: on another row it does not open. */
export const secretContext = ({ tenant_id, id }: Key): readonly string[] => [tenant_id, id]

export const sealSecret = ({ secrets }: SecretDeps, key: Key, secret: string): Buffer =>
  secrets.seal(SECRET_LABEL, secretContext(key), Buffer.from(secret))

/** @returns undefined: there is none */
export const openSecret = ({ secrets }: SecretDeps, key: Key, sealed: Buffer | null): string | undefined =>
  sealed === null ? undefined : secrets.open(SECRET_LABEL, secretContext(key), sealed).toString()

/** @param stated undefined: nothing was */
export const keepsSecret = (
  deps: SecretDeps,
  row: Key & Readonly<{ secret_sealed: Buffer | null }>,
  stated: string | undefined,
): boolean => stated === undefined || stated === openSecret(deps, row, row.secret_sealed)

/** What this server is there. */
export function upstreamClient(
  deps: SecretDeps,
  connection: OidcConnection,
): Parameters<Deps['upstream']['claims']>[0] {
  const { issuer, client_id, token_endpoint_auth_method } = connection.settings
  const client_secret = openSecret(deps, connection, connection.secret_sealed)
  return { issuer, client_id, client_secret, token_endpoint_auth_method }
}
