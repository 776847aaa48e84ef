/**
 * The rules of the pages that a person meets on the way, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

export const PAGE_RULES: Rules = {
  'form-forged': {
    says: 'A form must come from a page of this server, in the browser that was shown it.',
    section: 'RFC 9700 §4.7; RFC 6454 §7',
  },
  'origin-foreign': {
    says: 'A request that changes something must come from a page of this server.',
    section: 'RFC 6454 §7',
  },
  'ke1-malformed': {
    says: 'ke1 must be the first message of a login with OPAQUE, in base64url.',
    section: 'RFC 9807 §6.2.1',
  },
  'registration-request-malformed': {
    says: 'request must be the first message of a registration with OPAQUE, in base64url.',
    section: 'RFC 9807 §5.1',
  },
  'registration-record-malformed': {
    says: 'record must be the last message of a registration with OPAQUE, in base64url.',
    section: 'RFC 9807 §5.1',
  },
  'registration-not-started': {
    says: 'A registration with OPAQUE must be started before it is finished.',
    section: 'RFC 9807 §5',
  },
  'method-not-taken': {
    says: 'A passcode must be of a kind that the tenant takes.',
    section: 'RFC 9807 §5',
    setting: { of: 'tenant', option: '--methods', value: '=pin,pattern' },
  },
  'post-logout-redirect-uri-unregistered': {
    says: 'post_logout_redirect_uri must equal a registered address, character by character.',
    section: 'OpenID Connect RP-Initiated Logout 1.0 §2, §3',
    setting: { of: 'client', option: '--post-logout-redirect-uri', value: 'sent-too' },
  },
}
