/**
 * What certification demands of a discovery document, each fault with what it would make of the module there: F fails it, W is
 * a warning.
 */

type Metadata = Readonly<Record<string, unknown>>

/** Every member that certification knows by its type; any other is a warning. */
const MEMBERS: Readonly<Record<'url' | 'words' | 'boolean' | 'object' | 'string', string>> = {
  url: `issuer authorization_endpoint token_endpoint jwks_uri registration_endpoint service_documentation op_policy_uri
    op_tos_uri revocation_endpoint introspection_endpoint userinfo_endpoint end_session_endpoint check_session_iframe
    pushed_authorization_request_endpoint backchannel_authentication_endpoint device_authorization_endpoint
    grant_management_endpoint authorization_challenge_endpoint challenge_endpoint global_token_revocation_endpoint`,
  words: `scopes_supported response_types_supported response_modes_supported grant_types_supported
    token_endpoint_auth_methods_supported token_endpoint_auth_signing_alg_values_supported ui_locales_supported
    revocation_endpoint_auth_methods_supported revocation_endpoint_auth_signing_alg_values_supported
    introspection_endpoint_auth_methods_supported introspection_endpoint_auth_signing_alg_values_supported
    code_challenge_methods_supported subject_types_supported id_token_signing_alg_values_supported
    id_token_encryption_alg_values_supported id_token_encryption_enc_values_supported
    userinfo_signing_alg_values_supported userinfo_encryption_alg_values_supported
    userinfo_encryption_enc_values_supported request_object_signing_alg_values_supported
    request_object_encryption_alg_values_supported request_object_encryption_enc_values_supported
    introspection_signing_alg_values_supported introspection_encryption_alg_values_supported
    introspection_encryption_enc_values_supported display_values_supported claim_types_supported claims_supported
    claims_locales_supported acr_values_supported dpop_signing_alg_values_supported
    authorization_details_types_supported backchannel_token_delivery_modes_supported
    backchannel_authentication_request_signing_alg_values_supported authorization_signing_alg_values_supported
    authorization_encryption_alg_values_supported authorization_encryption_enc_values_supported
    prompt_values_supported protected_resources`,
  boolean: `claims_parameter_supported request_parameter_supported request_uri_parameter_supported
    require_request_uri_registration frontchannel_logout_supported frontchannel_logout_session_supported
    backchannel_logout_supported backchannel_logout_session_supported require_pushed_authorization_requests
    backchannel_user_code_parameter_supported tls_client_certificate_bound_access_tokens
    authorization_response_iss_parameter_supported require_signed_request_object
    client_id_metadata_document_supported`,
  object: 'mtls_endpoint_aliases',
  string: 'signed_metadata',
}

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')

const TYPES = {
  url: (value: unknown) => typeof value === 'string' && value.startsWith('https://') && URL.canParse(value),
  words: isWords,
  boolean: (value: unknown) => typeof value === 'boolean',
  object: (value: unknown) => typeof value === 'object',
  string: (value: unknown) => typeof value === 'string',
}

const TYPE_OF = new Map(
  (Object.keys(MEMBERS) as (keyof typeof MEMBERS)[]).flatMap((type) =>
    MEMBERS[type].split(/\s+/).map((name) => [name, type]),
  ),
)

/** Without one of these a module fails, or warns. */
const NEEDED = [
  [
    'F',
    'issuer authorization_endpoint token_endpoint jwks_uri registration_endpoint response_types_supported',
  ],
  [
    'F',
    'subject_types_supported id_token_signing_alg_values_supported end_session_endpoint check_session_iframe',
  ],
  [
    'F',
    'backchannel_logout_supported backchannel_logout_session_supported userinfo_signing_alg_values_supported',
  ],
  [
    'F',
    'frontchannel_logout_supported frontchannel_logout_session_supported request_uri_parameter_supported',
  ],
  [
    'W',
    'userinfo_endpoint claims_supported scopes_supported claims_parameter_supported request_parameter_supported',
  ],
] as const

/** What a list has to hold, so that no module fails, warns or is skipped. */
const HELD: Readonly<Record<string, readonly string[]>> = {
  response_types_supported: [
    'code',
    'id_token',
    'id_token token',
    'code id_token',
    'code token',
    'code id_token token',
  ],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  grant_types_supported: ['authorization_code', 'implicit', 'refresh_token'],
  id_token_signing_alg_values_supported: ['RS256'],
  userinfo_signing_alg_values_supported: ['RS256'],
  request_object_signing_alg_values_supported: ['RS256'],
  subject_types_supported: ['public', 'pairwise'],
  scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  code_challenge_methods_supported: ['S256'],
}

/** Nothing else may stand there: what is listed is what may. */
const ALONE: Readonly<Record<string, RegExp>> = {
  subject_types_supported: /^(public|pairwise)$/,
  code_challenge_methods_supported: /^(S256|plain)$/,
  scopes_supported: /^[\x21\x23-\x5b\x5d-\x7e]+$/,
  // `none` would be signed by nobody.
  id_token_signing_alg_values_supported: /^(?!none$)/,
  request_object_signing_alg_values_supported: /^(?!none$)/,
}

/** @param url where the document was found */
export function metadataFaults(url: string, metadata: Metadata): readonly string[] {
  return [
    ...memberFaults(metadata),
    ...neededFaults(metadata),
    ...listFaults(metadata),
    ...ownFaults(url, metadata),
  ]
}

const memberFaults = (metadata: Metadata): string[] =>
  Object.entries(metadata).flatMap(([name, value]) => {
    const type = TYPE_OF.get(name)
    if (type === undefined) return [`W: ${name} is known to nobody`]
    return TYPES[type](value) ? [] : [`F: ${name} is no ${type}`]
  })

const neededFaults = (metadata: Metadata): string[] =>
  NEEDED.flatMap(([result, names]) =>
    names.split(' ').flatMap((name) => (metadata[name] ? [] : [`${result}: ${name} is missing`])),
  )

function listFaults(metadata: Metadata): string[] {
  const wordsOf = (name: string) => (isWords(metadata[name]) ? metadata[name] : [])
  return [
    ...Object.entries(HELD).flatMap(([name, words]) =>
      words.flatMap((word) => (wordsOf(name).includes(word) ? [] : [`F: ${name} lacks ${word}`])),
    ),
    ...Object.entries(ALONE).flatMap(([name, form]) =>
      wordsOf(name).flatMap((word) => (form.test(word) ? [] : [`F: ${name} has ${word}`])),
    ),
    ...wordsOf('ui_locales_supported').flatMap((tag) =>
      Intl.getCanonicalLocales(tag)[0] === tag ? [] : [`W: ${tag} is not written so`],
    ),
  ]
}

function ownFaults(url: string, { issuer }: Metadata): string[] {
  if (url !== `${issuer}/.well-known/openid-configuration`) return [`F: ${issuer} is not where ${url} is`]
  return /[?#]/.test(String(issuer)) ? [`F: ${issuer} has a query or a fragment`] : []
}

type Keys = Readonly<{ keys: readonly Readonly<Record<string, unknown>>[] }>

/** Of a published key set. */
export function keySetFaults({ keys }: Keys): readonly string[] {
  const kids = keys.map(({ kid }) => kid)
  return [
    ...keys.flatMap(({ kid, kty, use, alg, ...members }) => [
      ...(typeof kid === 'string' && kid.trim() !== '' ? [] : ['F: a key without kid']),
      ...(kty === 'oct' ? [`F: ${kid} is symmetric`] : []),
      ...(use === 'sig' && typeof alg === 'string' ? [] : [`F: ${kid} says not what it is for`]),
      ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].flatMap((name) =>
        name in members ? [`F: ${kid} has ${name}`] : [],
      ),
      ...['n', 'e', 'x', 'y'].flatMap((name) =>
        members[name] === undefined || /^[\w-]+$/.test(String(members[name]))
          ? []
          : [`F: ${kid}: ${name} is padded`],
      ),
    ]),
    ...(new Set(kids).size === kids.length ? [] : ['F: two keys of one kid']),
  ]
}

/** OpenID Connect Core 1.0 §5.4: what each scope asks for; a person of whom one is unknown makes a warning. */
export const CLAIMS_BY_SCOPE = {
  profile:
    `name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate
    zoneinfo locale updated_at`.split(/\s+/),
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
} as const

/** What an ID token may have where the claims of scopes are told at userinfo. */
export const ID_TOKEN_CLAIMS =
  'iss sub aud exp iat auth_time nonce acr amr azp at_hash c_hash s_hash nbf jti sid'.split(' ')
