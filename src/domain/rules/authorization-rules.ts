/**
 * The rules of the authorization endpoint, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

const CORE_REQUEST = 'OpenID Connect Core 1.0 §3.1.2.1'
const CORE_ERROR = 'OpenID Connect Core 1.0 §3.1.2.6'

export const AUTHORIZATION_RULES: Rules = {
  'redirect-uri-unregistered': {
    says: 'redirect_uri must equal a registered address, character by character.',
    section: `RFC 9700 §2.1; ${CORE_REQUEST}`,
    setting: { of: 'client', option: '--redirect-uri', value: 'sent-too' },
  },
  'redirect-uri-missing': {
    says: 'redirect_uri must be sent, unless a single address is registered and the request is not OpenID Connect’s.',
    section: `RFC 6749 §3.1.2.3; ${CORE_REQUEST}`,
  },
  'response-type-unsupported': {
    says: 'response_type must be one that this server has.',
    section: 'RFC 6749 §3.1.1; OAuth 2.0 Multiple Response Type Encoding Practices §3, §5',
  },
  'response-type-unregistered': {
    says: 'response_type must be one that the client is registered for.',
    section: 'OpenID Connect Registration 1.0 §2 (response_types)',
    setting: { of: 'client', option: '--response-type', value: 'sent-too' },
  },
  'response-mode-unsupported': {
    says: 'response_mode must be one that this server has.',
    section: 'OAuth 2.0 Multiple Response Type Encoding Practices §2.1',
  },
  'response-mode-unfit': {
    says: 'response_mode must not be query where tokens come with the answer.',
    section: 'OAuth 2.0 Multiple Response Type Encoding Practices §3, §5',
  },
  'web-origin-unregistered': {
    says: 'response_mode=web_message is for a redirect_uri of a registered web origin.',
    section: 'OAuth 2.0 Web Message Response Mode §2; RFC 6454 §4',
  },
  'nonce-missing': {
    says: 'nonce must be sent where an ID token comes with the answer.',
    section: 'OpenID Connect Core 1.0 §3.2.2.1, §3.3.2.11',
  },
  'claim-set-unknown': {
    says: 'ext-integration-id, where it is sent, must name a claim set of the tenant.',
    section: 'OpenID Connect Core 1.0 §3.1.2.1 (an extension of this server)',
  },
  'claims-malformed': {
    says: 'claims must be a JSON object of claims for id_token and for userinfo; for the latter an access token must come.',
    section: 'OpenID Connect Core 1.0 §5.5, §5.5.1',
  },
  'claims-subject-impossible': {
    says: 'The values that claims has for sub must leave somebody.',
    section: 'OpenID Connect Core 1.0 §3.1.2.2, §5.5.1',
  },
  'acr-not-offered': {
    says: 'An essential acr must be one of the levels that the tenant offers.',
    section: 'OpenID Connect Core 1.0 §5.5.1.1; RFC 9470 §5',
  },
  'code-challenge-missing': {
    says: 'code_challenge_method must not be sent without code_challenge.',
    section: 'RFC 7636 §4.3',
  },
  'pkce-required': {
    says: 'A public client must send a code_challenge.',
    section: 'RFC 9700 §2.1.1; RFC 7636 §4.4.1',
  },
  'code-challenge-method': {
    says: 'code_challenge_method must be S256; without it, it would be plain.',
    section: 'RFC 7636 §4.3; RFC 9700 §2.1.1',
  },
  'code-challenge-malformed': {
    says: 'code_challenge must be the base64url of a SHA-256: 43 characters, without padding.',
    section: 'RFC 7636 §4.2',
  },
  'max-age-malformed': { says: 'max_age must be a whole number of seconds.', section: CORE_REQUEST },
  'prompt-unsupported': {
    says: 'Each word of prompt must be one that this server has.',
    section: CORE_REQUEST,
  },
  'prompt-none-with-others': { says: 'prompt=none must stand alone.', section: CORE_REQUEST },
  'sign-up-closed': {
    says: 'prompt=create is for tenants and clients in which people may make themselves an account.',
    section: 'Initiating User Registration via OpenID Connect 1.0 §4.1',
    setting: { of: 'tenant', option: '--self-registration', value: '=on' },
  },
  'tenant-id-differs': {
    says: 'tenant_id, where it is sent, must name the tenant of the address.',
    section: 'OpenID Connect Core 1.0 §3.1.2.1 (an extension of this server)',
  },
  'parameter-not-offered': {
    says: 'registration must not be sent: an application that registers itself does so beforehand.',
    section: `OpenID Connect Core 1.0 §7.2.1; ${CORE_ERROR}`,
  },
  'scope-malformed': {
    says: 'scope must be words of visible ASCII, separated by one space each.',
    section: 'RFC 6749 §3.3',
  },
  'id-token-hint-foreign': {
    says: 'id_token_hint must be an ID token of this issuer.',
    section: CORE_REQUEST,
  },
  'organization-unknown': {
    says: 'organization must be the id of one that the tenant has.',
    section: `${CORE_REQUEST} (an extension of this server)`,
  },
  'organization-not-member': {
    says: 'Only members of the organization that the request names get in.',
    section: `RFC 6749 §4.1.2.1 (access_denied); ${CORE_ERROR}`,
  },
  'client-not-assigned': {
    says: 'Only those get in whom the client was assigned to, as people or as members of an organization.',
    section: `RFC 6749 §4.1.2.1 (access_denied); ${CORE_ERROR}`,
    setting: { of: 'client', option: '--set', value: '=assigned_only=false' },
  },
  'no-session': {
    says: 'prompt=none asks for a person who is signed in, and nobody is in this browser.',
    section: CORE_ERROR,
  },
  'session-unfit': {
    says: 'prompt=none asks for a person who is signed in as the request wants: recently enough, and the one that is hinted at.',
    section: CORE_ERROR,
  },
  'no-consent': {
    says: 'prompt=none asks for a person who has agreed to what the client wants.',
    section: CORE_ERROR,
    setting: { of: 'client', option: '--first-party' },
  },
  'email-unverified': {
    says: 'The tenant lets nobody on before the address is proved, and prompt=none leaves no room for that.',
    section: CORE_ERROR,
    setting: { of: 'tenant', option: '--set', value: '=require_verified_email=false' },
  },
  'email-unprovable': {
    says: 'The tenant lets nobody on before the address is proved, and this person has none that could be.',
    section: CORE_ERROR,
    setting: { of: 'tenant', option: '--set', value: '=require_verified_email=false' },
  },
  'too-many-interactions': {
    says: 'Only so many sign-ins may be begun from one network in ten minutes.',
    section: 'RFC 6749 §4.1.2.1 (temporarily_unavailable)',
  },
  'person-cancelled': { says: 'The person pressed Cancel.', section: 'RFC 6749 §4.1.2.1' },
}
