/**
 * What a client is told of its registration: all that is in force, whoever decided it.
 *
 * Implements: RFC 7591 §3.2.1; RFC 7592 §3; OpenID Connect Registration 1.0 §3.2, §4.3.
 */
import { integer, type Schema, string } from '../../primitives/json-schema.ts'
import type { ClientRow } from '../../store/schema.ts'
import { type Client, clientOf, idTokenAlg } from '../clients/client.ts'
import { ClientMetadata, isRegisteredName } from '../clients/client-metadata.ts'
import type { Stated } from '../stated-settings.ts'
import type { Tenant } from '../tenants/tenant.ts'

/** What is told once, or came with the request. */
export type RegistrationSecrets = Readonly<{
  /** undefined: the client has none, or was told it before. */
  client_secret: string | undefined
  registration_access_token: string
}>

const registered = Object.entries(ClientMetadata.properties).filter(([name]) => isRegisteredName(name))

/** Nothing leaves that is not named here. */
export const ClientInformation: Schema<Stated> = {
  type: 'object',
  properties: {
    ...Object.fromEntries(registered),
    jwks: { type: 'object', additionalProperties: true },
    client_id: string(),
    client_id_issued_at: integer(),
    client_secret: string(),
    client_secret_expires_at: integer(),
    registration_access_token: string(),
    registration_client_uri: string(),
  },
  patternProperties: { '^[a-z_]+#': string() },
}

export function clientInformation(tenant: Tenant, row: ClientRow, secrets: RegistrationSecrets): Stated {
  const client = clientOf(row)
  const { client_secret, registration_access_token } = secrets
  return {
    ...metadataInForce(tenant, client),
    client_id: row.client_id,
    client_id_issued_at: row.created_at,
    // 0: it does not end.
    ...(client_secret === undefined ? {} : { client_secret, client_secret_expires_at: 0 }),
    registration_access_token,
    registration_client_uri: registrationUrl(tenant, row.client_id),
  }
}

const registrationUrl = ({ base }: Tenant, client_id: string): string =>
  `${base}/register/${encodeURIComponent(client_id)}`

const metadataInForce = (tenant: Tenant, client: Client): Stated => ({
  ...Object.fromEntries(Object.entries(client.metadata).filter(([name]) => isRegisteredName(name))),
  id_token_signed_response_alg: idTokenAlg(client, tenant),
})
