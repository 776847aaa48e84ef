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
  'post-logout-redirect-uri-unregistered': {
    says: 'post_logout_redirect_uri must equal a registered address, character by character.',
    section: 'OpenID Connect RP-Initiated Logout 1.0 §2, §3',
    setting: { of: 'client', option: '--post-logout-redirect-uri', value: 'sent-too' },
  },
}
