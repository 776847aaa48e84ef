/**
 * What a token says of itself, and what an answer about one does: nobody has a say in it, neither a person nor an administrator.
 *
 * Implements: OpenID Connect Core 1.0 §2, §3.3.2.11, §5.6.2; RFC 7519 §4.1; RFC 9068 §2.2; RFC 7662 §2.2; RFC 8693 §4; RFC 7800 §3.1.
 */
const NAMES = [
  'iss sub aud exp nbf iat jti azp nonce auth_time acr amr at_hash c_hash s_hash sid events',
  'scope client_id cnf act may_act active token_type org_id org_name _claim_names _claim_sources',
]

export const PROTOCOL_CLAIMS: ReadonlySet<string> = new Set(NAMES.join(' ').split(' '))
