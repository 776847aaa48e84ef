/**
 * A client as it is to be registered: what was stated, checked whole before anything is written.
 *
 * Implements: RFC 7591 §2, §2.1; OpenID Connect Registration 1.0 §2; RFC 6749 §2.1, §2.2, §A.1.
 */
import type { ClientRow, ClientType } from '../../store/schema.ts'
import { refuseIf } from '../refusal.ts'
import { restate, type Stated, tryRead } from '../stated-settings.ts'
import { ClientMetadata } from './client-metadata.ts'
import { redirectUriFault } from './redirect-uri-rule.ts'

/** What is left out stays as it is, or becomes the default in a new client. */
export type ClientStatement = Readonly<{
  client_id: string
  client_type: ClientType | undefined
  /** A member that is null goes back to its default. */
  metadata: Stated
}>

export type ClientDraft = Readonly<{ client_type: ClientType; metadata: Stated }>

/** @throws {Refusal} faulty */
export function draftClient(stated: ClientStatement, existing: ClientRow | undefined): ClientDraft {
  const client_type = stated.client_type ?? existing?.client_type
  const metadata = restate(existing ? JSON.parse(existing.metadata) : {}, stated.metadata)
  refuseIf([
    idFault(stated.client_id),
    typeFault(client_type),
    existing && existing.client_type !== client_type
      ? `type is ${existing.client_type} and does not change: make another client of type ${client_type}`
      : undefined,
    ...metadataFaults(metadata, client_type ?? 'public'),
  ])
  return { client_type: client_type as ClientType, metadata }
}

/** RFC 6749 Appendix A.1, and no space: it is typed, and copied out of tables. */
const idFault = (client_id: string): string | undefined =>
  /^[\x21-\x7e]{1,200}$/.test(client_id)
    ? undefined
    : `client_id ${JSON.stringify(client_id)} must have 1 to 200 printable ASCII characters and no space`

function typeFault(client_type: string | undefined): string | undefined {
  if (client_type === 'confidential' || client_type === 'public') return undefined
  return 'type must be confidential (it can keep a secret: runs on a server) or public (browser, phone, desktop)'
}

function metadataFaults(stated: Stated, client_type: ClientType): readonly (string | undefined)[] {
  const { settings: metadata, faults } = tryRead(ClientMetadata, stated)
  return [
    ...faults,
    ...uriFaults('redirect_uris', stated, client_type),
    ...uriFaults('post_logout_redirect_uris', stated, client_type),
    ...(metadata ? [authMethodFault(metadata, client_type), ...grantFaults(metadata)] : []),
  ]
}

/** What is no list of texts is a fault of the form already. */
function uriFaults(name: string, stated: Stated, client_type: ClientType): string[] {
  const uris: readonly unknown[] = [stated[name]].flat()
  return uris.flatMap((uri) => {
    const fault = typeof uri === 'string' ? redirectUriFault(uri, client_type) : undefined
    return fault === undefined ? [] : [`${name}: ${fault}`]
  })
}

/** RFC 6749 §2.1: what cannot keep a secret has none to authenticate with. */
function authMethodFault({ token_endpoint_auth_method: method }: ClientMetadata, client_type: ClientType) {
  if (method === undefined || (method === 'none') === (client_type === 'public')) return undefined
  return client_type === 'public'
    ? `token_endpoint_auth_method ${method} needs a secret, and a public client has none: leave it out, or say none`
    : 'token_endpoint_auth_method none is for public clients: this one is confidential'
}

/** RFC 7591 §2.1: the two lists must agree. */
function grantFaults({ grant_types, response_types }: ClientMetadata): (string | undefined)[] {
  const byCode = grant_types.includes('authorization_code')
  return [
    byCode === response_types.includes('code')
      ? undefined
      : 'grant_types and response_types do not agree: authorization_code goes with code',
    grant_types.includes('refresh_token') && !byCode
      ? 'grant_types: refresh_token needs authorization_code, which gives the first one'
      : undefined,
  ]
}
