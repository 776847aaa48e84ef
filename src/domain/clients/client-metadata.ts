/**
 * What is registered of a client: the names of the registration specifications, and settings of ours.
 *
 * Implements: RFC 7591 §2; OpenID Connect Registration 1.0 §2; OpenID Connect RP-Initiated Logout 1.0 §3.1.
 */
import { Type } from 'typebox'
import { SIGNING_ALGORITHMS } from '../keys/algorithms.ts'

/** Today's; further ones come with their own files. */
export const GRANT_TYPES = ['authorization_code', 'refresh_token'] as const
export const RESPONSE_TYPES = ['code'] as const
export const TOKEN_ENDPOINT_AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const

const webAddress = Type.String({ pattern: '^https?://[^\\s#]+$' })
const ttl = Type.Optional(Type.Integer({ minimum: 1, maximum: 15_811_200 }))

export const ClientMetadata = Type.Object(
  {
    client_name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    redirect_uris: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    post_logout_redirect_uris: Type.Array(Type.String(), { uniqueItems: true, default: [] }),
    grant_types: Type.Array(Type.Enum([...GRANT_TYPES]), {
      uniqueItems: true,
      default: ['authorization_code', 'refresh_token'],
    }),
    response_types: Type.Array(Type.Enum([...RESPONSE_TYPES]), { uniqueItems: true, default: ['code'] }),
    /** Absent for a confidential client: by header or by body, as it likes. */
    token_endpoint_auth_method: Type.Optional(Type.Enum([...TOKEN_ENDPOINT_AUTH_METHODS])),
    id_token_signed_response_alg: Type.Optional(Type.Enum(SIGNING_ALGORITHMS)),
    /** What the client gets when it asks for nothing (RFC 6749 §3.3). */
    scope: Type.Optional(Type.String({ minLength: 1 })),
    default_max_age: Type.Optional(Type.Integer({ minimum: 0 })),
    client_uri: Type.Optional(webAddress),
    /** Fetched from there and shown from here. */
    logo_uri: Type.Optional(Type.String({ pattern: '^https?://[^\\s#]+$', maxLength: 2000 })),
    policy_uri: Type.Optional(webAddress),
    tos_uri: Type.Optional(webAddress),
    contacts: Type.Optional(Type.Array(Type.String())),

    /** The operator's own application: its people are not asked for consent. */
    first_party: Type.Boolean({ default: false }),
    /** Its people may make themselves an account, where the tenant lets them. */
    self_registration: Type.Boolean({ default: true }),
    /** Claims of the scopes in the ID token too, not at userinfo alone. */
    id_token_claims: Type.Boolean({ default: true }),
    /** A refresh token without offline_access in the request; for confidential clients. */
    refresh_without_offline_access: Type.Boolean({ default: true }),
    access_token_format: Type.Enum(['jwt', 'opaque'], { default: 'jwt' }),
    code_ttl: ttl,
    access_token_ttl: ttl,
    id_token_ttl: ttl,
    refresh_token_ttl: ttl,
  },
  { additionalProperties: false },
)

export type ClientMetadata = Readonly<Type.Static<typeof ClientMetadata>>
