/**
 * The rules of the token endpoint and of those that take tokens, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

const CODE = 'RFC 6749 §4.1.3'
const VERIFIER = 'RFC 7636 §4.6'
const REFRESH = 'RFC 6749 §6'
const USE = 'RFC 6750 §3.1; RFC 7662 §2.2; RFC 8693 §2.2.2'

export const TOKEN_RULES: Rules = {
  'grant-type-unsupported': {
    says: 'grant_type must be one that this server has.',
    section: 'RFC 6749 §5.2 (unsupported_grant_type)',
  },
  'grant-type-unregistered': {
    says: 'grant_type must be one that the client is registered for.',
    section: 'OpenID Connect Registration 1.0 §2 (grant_types)',
    setting: { of: 'client', option: '--grant', value: 'sent-too' },
  },
  'code-unknown': { says: 'The code must be one that this tenant issued.', section: CODE },
  'code-expired': {
    says: 'A code must be redeemed soon after it was issued.',
    section: 'RFC 6749 §4.1.2',
    setting: { of: 'client', option: '--set', value: '=code_ttl=60' },
  },
  'code-replayed': {
    says: 'A code is redeemed once. It came twice, so what it gave has been taken back.',
    section: 'RFC 6749 §4.1.2, §10.5',
  },
  'client-mismatch': {
    says: 'What is redeemed must have been issued to the client that redeems it.',
    section: `${CODE}, §6`,
  },
  'redirect-uri-mismatch': {
    says: 'redirect_uri must be that of the authorization request, character by character.',
    section: CODE,
  },
  'code-verifier-missing': {
    says: 'The authorization request had a code_challenge, so a code_verifier must come with the code.',
    section: VERIFIER,
  },
  'code-verifier-malformed': {
    says: 'code_verifier must be 43 to 128 letters, digits, "-", ".", "_" or "~".',
    section: 'RFC 7636 §4.1',
  },
  'code-verifier-mismatch': {
    says: 'The SHA-256 of code_verifier must be the code_challenge of the authorization request.',
    section: VERIFIER,
  },
  'code-verifier-unexpected': {
    says: 'The authorization request had no code_challenge, so no code_verifier may come with the code.',
    section: 'RFC 9700 §2.1.1, §4.8.2',
  },
  'refresh-token-unknown': {
    says: 'The refresh token must be one that this tenant issued.',
    section: REFRESH,
  },
  'refresh-token-expired': {
    says: 'A refresh token that was not used for so long is void.',
    section: REFRESH,
    setting: { of: 'client', option: '--set', value: '=refresh_token_ttl=2592000' },
  },
  'refresh-token-reused': {
    says: 'A refresh token is used once. It came again later, so what came of it has been taken back.',
    section: 'RFC 9700 §4.14.2',
  },
  'scope-widened': {
    says: 'A refresh or an exchange may ask for less than was granted, and for no more.',
    section: 'RFC 6749 §6; RFC 8693 §2.2.2',
  },
  'grant-revoked': {
    says: 'What the person allowed must still hold: it was withdrawn, or its session has ended.',
    section: 'RFC 6749 §5.2 (invalid_grant)',
  },
  'scope-unregistered': {
    says: 'A client may ask for the scope that it is registered for, and for itself for nothing that is told of people.',
    section: 'RFC 6749 §3.3, §4.4.2; RFC 7591 §2 (scope)',
    setting: { of: 'client', option: '--set', value: '=scope="notes.read"' },
  },
  'grant-without-person': {
    says: 'The token must have been granted by a person: a client that acts for itself has nobody to tell of.',
    section: 'OpenID Connect Core 1.0 §5.3; RFC 6749 §4.4',
  },
  'user-inactive': {
    says: 'The person’s account must be active.',
    section: 'RFC 6749 §5.2 (invalid_grant)',
  },
  'scope-without-openid': {
    says: 'The access token must have been granted the scope openid.',
    section: 'OpenID Connect Core 1.0 §5.3.1; RFC 6750 §3.1',
  },
  'introspection-unauthenticated': {
    says: 'A client must prove itself to introspect tokens.',
    section: 'RFC 7662 §2.1',
  },
  'token-unknown': { says: 'The token must be one that this tenant issued.', section: USE },
  'token-revoked': { says: 'The token must not have been taken back.', section: USE },
  'token-expired': {
    says: 'The token must not have ended.',
    section: USE,
    setting: { of: 'client', option: '--set', value: '=access_token_ttl=3600' },
  },
  'token-missing': { says: 'The request must carry an access token.', section: 'RFC 6750 §2, §3.1' },
  'token-sent-twice': {
    says: 'The access token must be sent in one way only.',
    section: 'RFC 6750 §2, §3.1',
  },
  'bearer-malformed': {
    says: 'Authorization must be Bearer and one access token.',
    section: 'RFC 6750 §2.1',
  },
}
