/**
 * The rules of signing in with a passcode and of registering one, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

export const PASSCODE_RULES: Rules = {
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
}
