/**
 * The rules of requests that clients sign or push, and of answers that are encrypted to them.
 */
import type { Rules } from './rule.ts'

const OBJECT = 'RFC 9101 §4'
const PUSHED = 'RFC 9126 §4'

export const REQUEST_OBJECT_RULES: Rules = {
  'request-and-request-uri': {
    says: 'request and request_uri must not be sent together.',
    section: 'RFC 9101 §5',
  },
  'request-object-required': {
    says: 'The client is registered to sign every authorization request: it must send request or request_uri.',
    section: 'RFC 9101 §10.5 (require_signed_request_object)',
    setting: { of: 'client', option: '--set', value: '=require_signed_request_object=false' },
  },
  'request-object-encrypted': {
    says: 'A request object must be signed and not encrypted: encrypted ones are not read here.',
    section: 'RFC 9101 §6.1',
  },
  'request-object-malformed': {
    says: 'A request object must be a JWT whose header and claims are JSON objects.',
    section: OBJECT,
  },
  'request-object-algorithm-refused': {
    says: 'A request object must be signed by the algorithm that the client registered, or else by any asymmetric one.',
    section: 'RFC 9101 §10.1; OpenID Connect Registration 1.0 §2 (request_object_signing_alg)',
  },
  'request-object-type-wrong': {
    says: 'typ of a request object must be oauth-authz-req+jwt, JWT, or nothing.',
    section: 'RFC 9101 §10.8; RFC 8725 §3.11',
  },
  'request-object-signature-wrong': {
    says: 'A request object must be signed with a key that the client states in jwks or at jwks_uri.',
    section: 'RFC 9101 §6.2',
  },
  'request-object-issuer-wrong': { says: 'iss of a request object must be the client_id.', section: OBJECT },
  'request-object-is-assertion': {
    says: 'sub of a request object must not be the client_id: that is how client assertions look.',
    section: 'RFC 9101 §10.8',
  },
  'request-object-audience-wrong': {
    says: 'aud of a request object must be the issuer, or contain it.',
    section: OBJECT,
  },
  'request-object-expired': {
    says: 'exp of a request object must be a time that is still to come.',
    section: 'RFC 7519 §4.1.4',
  },
  'request-object-too-early': {
    says: 'nbf of a request object must be a time that has come, within half a minute.',
    section: 'RFC 7519 §4.1.5',
  },
  'request-object-from-the-future': {
    says: 'iat of a request object must be a time that has come, within half a minute.',
    section: 'RFC 7519 §4.1.6',
  },
  'request-object-client-differs': {
    says: 'client_id in a request object must equal the one outside.',
    section: 'RFC 9101 §5, §6.3',
  },
  'request-object-client-missing': {
    says: 'A request object must contain client_id.',
    section: 'RFC 9101 §5',
  },
  'request-object-nested': {
    says: 'A request object must not contain request or request_uri.',
    section: OBJECT,
  },
  'request-object-response-type-differs': {
    says: 'response_type in a request object must equal the one outside.',
    section: 'OpenID Connect Core 1.0 §6.1',
  },
  'request-uri-unregistered': {
    says: 'request_uri must be one that the client registered; the part behind # may differ.',
    section: 'OpenID Connect Registration 1.0 §2 (request_uris); RFC 9101 §10.4',
  },
  'request-uris-too-many': {
    says: 'Request objects are fetched only so often in ten minutes for requests from one network.',
    section: 'RFC 9101 §10.4.1; RFC 6749 §4.1.2.1 (temporarily_unavailable)',
  },
  'request-uri-not-fetched': {
    says: 'At request_uri there must be a request object, which this server can reach: status 200, 16 KB, 5 seconds.',
    section: 'RFC 9101 §5.2.3',
  },
  'request-uri-pushed': {
    says: 'request_uri must not be sent to the endpoint that gives one.',
    section: 'RFC 9126 §2.1',
  },
  'push-required': {
    says: 'The client is registered to push every authorization request.',
    section: 'RFC 9126 §6 (require_pushed_authorization_requests)',
    setting: { of: 'client', option: '--set', value: '=require_pushed_authorization_requests=false' },
  },
  'pushes-too-many': {
    says: 'Clients that prove nothing may push only so many requests from one network in ten minutes.',
    section: 'RFC 9126 §2.3; RFC 6749 §4.1.2.1 (temporarily_unavailable)',
  },
  'pushed-request-unknown': { says: 'request_uri must be one that this server gave.', section: PUSHED },
  'pushed-request-of-another-client': {
    says: 'request_uri must be one that this server gave to this client.',
    section: 'RFC 9126 §2.2',
  },
  'pushed-request-expired': {
    says: 'A browser must come with request_uri within a minute.',
    section: 'RFC 9126 §2.2, §4',
  },
  'pushed-request-used': { says: 'A pushed request must be answered once.', section: 'RFC 9126 §4, §7.3' },
  'client-encryption-key-missing': {
    says: 'The client must state a public key for the algorithm that it wants its answers encrypted by.',
    section: 'OpenID Connect Core 1.0 §10.2; OpenID Connect Registration 1.0 §2 (jwks)',
    setting: { of: 'client', option: '--jwks', value: '=keys.json' },
  },
}
