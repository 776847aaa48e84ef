/**
 * The rules by which a client proves itself with a JWT, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

const CLAIMS = 'RFC 7523 §3; OpenID Connect Core 1.0 §9'
const KEYS = 'OpenID Connect Core 1.0 §10.1; RFC 7515 §4.1.4'

export const ASSERTION_RULES: Rules = {
  'assertion-type-unsupported': {
    says: 'client_assertion_type must be that of JWTs.',
    section: 'RFC 7523 §2.2; RFC 7521 §4.2',
  },
  'assertion-algorithm-refused': {
    says: 'An assertion must be signed by an algorithm that the client is registered for.',
    section: 'OpenID Connect Registration 1.0 §2 (token_endpoint_auth_signing_alg)',
    setting: { of: 'client', option: '--set', value: '=token_endpoint_auth_signing_alg=null' },
  },
  'assertion-signature-wrong': {
    says: 'An assertion must be signed with a key of the client, or with its secret.',
    section: CLAIMS,
  },
  'assertion-issuer-wrong': { says: 'iss of an assertion must be the client_id.', section: CLAIMS },
  'assertion-subject-wrong': { says: 'sub of an assertion must be the client_id.', section: CLAIMS },
  'assertion-audience-wrong': {
    says: 'aud of an assertion must name this issuer, its token endpoint or the endpoint that is called.',
    section: CLAIMS,
  },
  'assertion-jti-missing': { says: 'An assertion must have a jti.', section: CLAIMS },
  'assertion-replayed': { says: 'An assertion is taken once.', section: CLAIMS },
  'assertion-exp-missing': { says: 'An assertion must say when it ends, as a number.', section: CLAIMS },
  'assertion-expired': { says: 'An assertion must not have ended.', section: CLAIMS },
  'assertion-ends-too-late': { says: 'An assertion must end within a day.', section: CLAIMS },
  'assertion-not-yet-valid': {
    says: 'nbf and iat of an assertion must be numbers that are not in the future.',
    section: CLAIMS,
  },
  'client-key-unknown': {
    says: 'The key that a JWT is signed with must be among the keys of the client.',
    section: KEYS,
    setting: { of: 'client', option: '--jwks', value: '=keys.json' },
  },
  'client-key-ambiguous': {
    says: 'Where several keys of the client fit, a JWT must name its key by a kid.',
    section: KEYS,
    setting: { of: 'client', option: '--jwks', value: '=keys.json' },
  },
  'client-secret-not-kept': {
    says: 'To sign with its secret the client needs one that is known here again: a new one.',
    section: 'OpenID Connect Core 1.0 §9 (client_secret_jwt)',
    setting: { of: 'client', option: '--new-secret' },
  },
}
