/**
 * A client as it is to be registered: what was stated, checked whole before anything is written.
 *
 * Implements: RFC 7591 §2, §2.1; OpenID Connect Registration 1.0 §2; RFC 6749 §2.1, §2.2, §A.1.
 */
import type { ClientRow, ClientType } from '../../store/schema.ts'
import { refuseIf } from '../refusal.ts'
import { restate, type Stated, tryRead } from '../stated-settings.ts'
import { clientKeyFaults } from './client-key-rule.ts'
import { ClientMetadata, DEVICE_CODE_GRANT, TOKEN_EXCHANGE_GRANT } from './client-metadata.ts'
import { logoutUriFaults } from './logout-uri-rule.ts'
import { protectedMessageFaults } from './protected-message-rule.ts'
import { redirectUriFault } from './redirect-uri-rule.ts'
import { canonicalResponseType, responseTypeFaults } from './response-type.ts'
import { sectorFault } from './subject.ts'
import { webOriginFault } from './web-origin-rule.ts'

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
  const before = existing ? JSON.parse(existing.metadata) : {}
  const metadata = withResponseTypes(restate(before, canonical(stated.metadata)))
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

/** RFC 6749 §3.1.1: the words of a response type come in any order, and are kept in one. */
function canonical(metadata: Stated): Stated {
  const { response_types } = metadata
  if (!Array.isArray(response_types)) return metadata
  const words = response_types.map((type) => (typeof type === 'string' ? canonicalResponseType(type) : type))
  return { ...metadata, response_types: words }
}

/** RFC 7591 §2.1: the default goes with authorization_code, and grants that ask nobody have no response type. */
function withResponseTypes(metadata: Stated): Stated {
  const { grant_types, response_types } = metadata
  const isAsking = (grant: unknown) => grant === 'authorization_code' || grant === 'implicit'
  if (response_types !== undefined || !Array.isArray(grant_types) || grant_types.some(isAsking))
    return metadata
  return { ...metadata, response_types: [] }
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
  // One that is on a device may have a secret of its own by having registered there (RFC 8252 §8.4).
  const kind = stated['application_type'] === 'native' ? 'public' : client_type
  return [
    ...faults,
    ...uriFaults('redirect_uris', stated, (uri) => redirectUriFault(uri, kind)),
    ...uriFaults('post_logout_redirect_uris', stated, (uri) => redirectUriFault(uri, kind)),
    ...uriFaults('initiate_login_uri', stated, (uri) => redirectUriFault(uri, 'confidential')),
    ...uriFaults('web_origins', stated, webOriginFault),
    ...(metadata
      ? [
          authMethodFault(metadata, client_type),
          ...grantFaults(metadata, client_type),
          ...clientKeyFaults(metadata),
          ...logoutUriFaults(metadata, client_type),
          ...protectedMessageFaults(metadata),
          sectorFault(metadata),
        ]
      : []),
  ]
}

/** What is no list of texts is a fault of the form already. */
function uriFaults(name: string, stated: Stated, faultOf: (uri: string) => string | undefined): string[] {
  const uris: readonly unknown[] = [stated[name]].flat()
  return uris.flatMap((uri) => {
    const fault = typeof uri === 'string' ? faultOf(uri) : undefined
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

/** For clients that act with nobody before them. */
const PROVING = ['client_credentials', TOKEN_EXCHANGE_GRANT] as const

const GIVING_REFRESH = ['authorization_code', DEVICE_CODE_GRANT] as const

/** RFC 7591 §2.1: the two lists must agree. */
function grantFaults(
  { grant_types, response_types }: ClientMetadata,
  client_type: ClientType,
): (string | undefined)[] {
  return [
    ...responseTypeFaults(grant_types, response_types),
    grant_types.includes('refresh_token') && !GIVING_REFRESH.some((grant) => grant_types.includes(grant))
      ? `grant_types: refresh_token needs ${GIVING_REFRESH.join(' or ')}, which gives the first one`
      : undefined,
    // RFC 6749 §4.4; RFC 8693 §5.
    ...PROVING.filter((grant) => grant_types.includes(grant) && client_type === 'public').map(
      (grant) => `grant_types: ${grant} is for confidential clients, since this one cannot prove itself`,
    ),
  ]
}
