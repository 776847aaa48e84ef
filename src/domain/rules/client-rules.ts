/**
 * The rules by which a client is known and authenticates, and those that hold for every request, by the reason that a
 * refusal states.
 */
import type { Rules } from './rule.ts'

const AUTHENTICATION = 'RFC 6749 §2.3; OpenID Connect Core 1.0 §9'

export const CLIENT_RULES: Rules = {
  'client-unknown': {
    says: 'client_id must be that of a client that is registered in this tenant.',
    section: 'RFC 6749 §4.1.2.1, §5.2',
  },
  'client-locked': { says: 'The client must not be locked.', section: 'RFC 6749 §4.1.2.1, §5.2' },
  'client-unnamed': {
    says: 'The request must say which client it comes from: client_id in the form, or HTTP Basic.',
    section: 'RFC 6749 §3.2.1',
  },
  'client-id-differs': {
    says: 'client_id in the form must be that of the client that authenticates.',
    section: 'RFC 6749 §2.3.1',
  },
  'client-secret-wrong': {
    says: 'The secret must be the client’s own; in HTTP Basic both halves are form-urlencoded first.',
    section: 'RFC 6749 §2.3.1',
    setting: { of: 'client', option: '--new-secret' },
  },
  'authentication-method-unregistered': {
    says: 'The client must authenticate in the way that it is registered for.',
    section: AUTHENTICATION,
    setting: { of: 'client', option: '--auth-method', value: 'sent' },
  },
  'authentication-methods-mixed': {
    says: 'The client must authenticate in one way only.',
    section: 'RFC 6749 §2.3',
  },
  'basic-malformed': {
    says: 'Authorization must be Basic and the base64 of client_id:client_secret.',
    section: 'RFC 7617 §2; RFC 6749 §2.3.1',
  },
  'secret-checks-full': {
    says: 'So many secrets wait to be checked that this one was not; it may be sent again.',
    section: 'RFC 6749 §4.1.2.1 (temporarily_unavailable)',
  },
  'parameter-missing': {
    says: 'A parameter that must be sent is missing.',
    section: 'RFC 6749 §4.1.2.1, §5.2',
  },
  'parameter-repeated': {
    says: 'A parameter must not be sent more than once.',
    section: 'RFC 6749 §3.1, §3.2',
  },
  'parameter-nul': { says: 'A parameter must not contain a NUL character.', section: 'RFC 6749 §A' },
  'request-unreadable': {
    says: 'The request must be of the form that the endpoint takes.',
    section: 'RFC 6749 §3.1, §3.2; RFC 9110 §8.3',
  },
  'tenant-unknown': {
    says: 'The address must be that of a tenant that is here.',
    section: 'OpenID Connect Discovery 1.0 §4',
  },
  'no-room': {
    says: 'The disk that the database is on is full; make room there, and it goes on by itself.',
    section: 'RFC 6749 §4.1.2.1 (temporarily_unavailable)',
  },
  'internal-error': {
    says: 'Something went wrong in this server; its log has the fault under the request’s id.',
    section: 'RFC 6749 §4.1.2.1 (server_error)',
  },
}
