/**
 * The rules of signing in at a provider of somebody else, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

const CORE_REQUEST = 'OpenID Connect Core 1.0 §3.1.2.1'
const CORE_VALIDATION = 'OpenID Connect Core 1.0 §3.1.3.7'
const STATE = 'RFC 9700 §4.7; RFC 6749 §10.12'

export const CONNECTION_RULES: Rules = {
  'connection-unknown': {
    says: 'connection, where it is sent, must name one of the tenant’s.',
    section: `${CORE_REQUEST} (an extension of this server)`,
  },
  'too-many-departures': {
    says: 'Only so many sign-ins elsewhere may be begun from one network in ten minutes.',
    section: 'RFC 6585 §4',
  },
  'upstream-state-unknown': {
    says: 'Whoever comes back from a provider must bring the state that this server sent there.',
    section: STATE,
  },
  'upstream-other-browser': {
    says: 'The browser that comes back from a provider must be the one that was sent there.',
    section: STATE,
  },
  'upstream-state-spent': {
    says: 'A state is good once, and for ten minutes.',
    section: STATE,
  },
  'upstream-unreachable': {
    says: 'The provider must be reachable: by https at a public address, or at a host in ALLOW_PRIVATE_FETCH.',
    section: 'OpenID Connect Discovery 1.0 §4',
  },
  'upstream-denied': {
    says: 'The provider says that the person did not sign in there.',
    section: 'RFC 6749 §4.1.2.1',
  },
  'upstream-refused': {
    says: 'The provider refused the request of this server, which is a client there.',
    section: 'RFC 6749 §4.1.2.1, §5.2',
  },
  'upstream-invalid': {
    says: 'What the provider answers must be what its discovery document, the nonce and the signature promise.',
    section: `${CORE_VALIDATION}; RFC 9207 §2.4`,
  },
  'upstream-not-recent': {
    says: 'The ID token of a provider that was asked for a recent sign-in must have an auth_time that is.',
    section: `${CORE_REQUEST} (max_age), §3.1.3.7`,
  },
  'upstream-person-unknown': {
    says: 'Somebody who comes from a provider must be known here, or be made an account (create_people, link_by).',
    section: 'OpenID Connect Core 1.0 §5.7',
  },
  'upstream-person-inactive': {
    says: 'Somebody who is inactive here does not come in by a provider either.',
    section: 'OpenID Connect Core 1.0 §5.7',
  },
  'upstream-email-unverified': {
    says: 'An address that the provider has not verified (email_verified) links nobody to an account here.',
    section: 'OpenID Connect Core 1.0 §5.1, §5.7',
  },
  'upstream-account-taken': {
    says: 'Nobody is two people at one connection: the account here belongs to another sub there.',
    section: 'OpenID Connect Core 1.0 §5.7',
  },
}
