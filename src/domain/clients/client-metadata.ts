/**
 * What is registered of a client: the names of the registration specifications, and settings of ours.
 *
 * Implements: RFC 7591 §2; OpenID Connect Registration 1.0 §2; OpenID Connect RP-Initiated Logout 1.0 §3.1;
 * OpenID Connect Back-Channel Logout 1.0 §2.2; OpenID Connect Front-Channel Logout 1.0 §2.
 */
import {
  array,
  boolean,
  choice,
  integer,
  object,
  optional,
  record,
  type Static,
  string,
} from '../../primitives/json-schema.ts'
import { ASSERTION_ALGORITHMS } from './assertion-algorithms.ts'
import { protectedMessages } from './protected-messages.ts'
import { RESPONSE_TYPES } from './response-type.ts'

/** Today's; further ones come with their own files. */
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
export const TOKEN_EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const GRANT_TYPES = [
  'authorization_code',
  'implicit',
  'refresh_token',
  'client_credentials',
  DEVICE_CODE_GRANT,
  TOKEN_EXCHANGE_GRANT,
] as const
export const TOKEN_ENDPOINT_AUTH_METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
] as const
export const SUBJECT_TYPES = ['public', 'pairwise'] as const

const clientName = string({ minLength: 1, maxLength: 200 })
const webAddress = string({ pattern: '^https?://[^\\s#]+$' })
const ttl = optional(integer({ minimum: 1, maximum: 15_811_200 }))

/** By the names of the registration specifications: a client that registers itself may state each. */
const registered = {
  client_name: optional(clientName),
  redirect_uris: array(string(), { uniqueItems: true, default: [] }),
  post_logout_redirect_uris: array(string(), { uniqueItems: true, default: [] }),
  /** Told that a person signed out: by a message from here, or in a frame of the page that says so. */
  backchannel_logout_uri: optional(string()),
  backchannel_logout_session_required: boolean({ default: false }),
  frontchannel_logout_uri: optional(string()),
  frontchannel_logout_session_required: boolean({ default: false }),
  /** Of its pages in browsers: to these alone an answer goes as a message. */
  web_origins: array(string(), { uniqueItems: true, default: [] }),
  grant_types: array(choice(GRANT_TYPES), {
    uniqueItems: true,
    default: ['authorization_code', 'refresh_token'],
  }),
  response_types: array(choice(RESPONSE_TYPES), { uniqueItems: true, default: ['code'] }),
  /** Absent for a confidential client: by header or by body, as it likes. */
  token_endpoint_auth_method: optional(choice(TOKEN_ENDPOINT_AUTH_METHODS)),
  /** Absent: any of the method's. */
  token_endpoint_auth_signing_alg: optional(choice(ASSERTION_ALGORITHMS)),
  /** Its own public keys, as they are or where they are. */
  jwks: optional(object({ keys: array(record(), { minItems: 1 }) })),
  jwks_uri: optional(webAddress),
  ...protectedMessages,
  /** What the client gets when it asks for nothing (RFC 6749 §3.3). */
  scope: optional(string({ minLength: 1 })),
  default_max_age: optional(integer({ minimum: 0 })),
  client_uri: optional(webAddress),
  /** Fetched from there and shown from here. */
  logo_uri: optional(string({ pattern: '^https?://[^\\s#]+$', maxLength: 2000 })),
  policy_uri: optional(webAddress),
  tos_uri: optional(webAddress),
  contacts: optional(array(string())),
  application_type: optional(choice(['web', 'native'])),
  /** Whether every application, or one sector of them alone, knows a person by the same `sub` (Core §8). */
  subject_type: optional(choice(SUBJECT_TYPES)),
  sector_identifier_uri: optional(string({ pattern: '^https://[^\\s#]+$' })),
  /** Where somebody is sent who wants to be signed in there (Core §4). */
  initiate_login_uri: optional(string()),
  software_id: optional(string({ maxLength: 300 })),
  software_version: optional(string({ maxLength: 300 })),
}

/** Settings of ours, which an administrator alone decides. */
const ours = {
  /** The operator's own application: its people are not asked for consent. */
  first_party: boolean({ default: false }),
  /** It is for those alone whom it was assigned to: people, and members of organizations. */
  assigned_only: boolean({ default: false }),
  /** Its people may make themselves an account, where the tenant lets them. */
  self_registration: boolean({ default: true }),
  /** Claims of the scopes in the ID token too, not at userinfo alone. */
  id_token_claims: boolean({ default: true }),
  /** A refresh token without offline_access in the request; for confidential clients. */
  refresh_without_offline_access: boolean({ default: true }),
  /** The shape in which it is told claims, by the id of one of the tenant's profiles. Absent: each as it is. */
  claim_profile: optional(string({ minLength: 1 })),
  access_token_format: choice(['jwt', 'opaque'], { default: 'jwt' }),
  /** It may introspect every access token of the tenant, not its own alone. */
  resource_server: boolean({ default: false }),
  /** Which of the tenant's resources it may ask tokens for (RFC 8707). Absent: each. */
  resources: optional(array(string(), { uniqueItems: true })),
  /** Who may act for people by its tokens: a client_id, or a person's sub (RFC 8693 §4.4). Absent: who has one by right. */
  may_act: optional(string({ minLength: 1 })),
  code_ttl: ttl,
  access_token_ttl: ttl,
  id_token_ttl: ttl,
  refresh_token_ttl: ttl,
}

/** What people are shown may be stated for a language (OpenID Connect Registration 1.0 §2.1). */
const inLanguages = {
  '^client_name#[A-Za-z0-9-]{1,35}$': clientName,
  '^(client_uri|logo_uri|policy_uri|tos_uri)#[A-Za-z0-9-]{1,35}$': webAddress,
}

export const ClientMetadata = object(
  { ...registered, ...ours },
  { patternProperties: inLanguages, additionalProperties: false },
)

/** Whether a client that registers itself may state the member. */
export const isRegisteredName = (name: string): boolean =>
  Object.hasOwn(registered, name) ||
  Object.keys(inLanguages).some((pattern) => new RegExp(pattern).test(name))

/** Of what is kept of a client, what is not for the client to say: whom it is for, and what it is told. */
export const administered = (metadata: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(metadata).filter(([name]) => !isRegisteredName(name)))

export type ClientMetadata = Readonly<Static<typeof ClientMetadata>>
