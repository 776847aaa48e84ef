/**
 * The rules of devices that have no browser, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

const POLL = 'RFC 8628 §3.5'

export const DEVICE_RULES: Rules = {
  'devices-too-many': {
    says: 'One network may have so many devices ask in a while, and no more.',
    section: 'RFC 6585 §4; RFC 8628 §5.1',
  },
  'session-ended': {
    says: 'The person must be signed in still.',
    section: 'OpenID Connect Core 1.0 §3.1.2.6 (login_required)',
  },
  'device-unanswered': {
    says: 'A person must answer first. The device polls on, at the interval that it was told.',
    section: `${POLL} (authorization_pending)`,
  },
  'device-polled-early': {
    says: 'Between two polls must be the interval that the device was told, and 5 seconds more after each that came too soon.',
    section: `${POLL} (slow_down)`,
  },
  'device-refused': {
    says: 'The person must allow it, and pressed Cancel.',
    section: `${POLL} (access_denied)`,
  },
  'device-code-expired': {
    says: 'A person must answer, and the device fetch it, before the device code expires.',
    section: `${POLL} (expired_token)`,
    setting: { of: 'tenant', option: '--set', value: '=device_code_ttl=600' },
  },
  'device-code-unknown': {
    says: 'The device code must be one that this tenant gave to this client.',
    section: 'RFC 8628 §3.4; RFC 6749 §5.2 (invalid_grant)',
  },
  'device-code-used': {
    says: 'A device code gives tokens once.',
    section: 'RFC 8628 §3.4; RFC 6749 §5.2 (invalid_grant)',
  },
}
