/**
 * The rules by which clients make themselves known, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

export const REGISTRATION_RULES: Rules = {
  'registration-closed': {
    says: 'The tenant must let clients register themselves.',
    section: 'RFC 7591 §3',
    setting: { of: 'tenant', option: '--set', value: '=client_registration="token"' },
  },
  'registration-token-unfit': {
    says: 'The initial access token must be one of this tenant, that has not ended and may still be used.',
    section: 'RFC 7591 §3; RFC 6750 §3.1',
  },
  'registrations-too-many': {
    says: 'One network may register so many clients in an hour, and all together so many in a day.',
    section: 'RFC 7591 §5; RFC 6585 §4',
    setting: { of: 'tenant', option: '--set', value: '=client_registrations_a_day=1000' },
  },
  'registration-changes-too-many': {
    says: 'A client may change its registration so often in an hour.',
    section: 'RFC 7592 §2.2; RFC 6585 §4',
  },
  'registration-access-token-unfit': {
    says: 'The token must be the one that the client was told when its registration was last made or changed.',
    section: 'RFC 7592 §2, §3',
  },
  'registration-identity-differs': {
    says: 'A change states the client_id of the client, no secret but its own, and nothing that is decided here.',
    section: 'RFC 7592 §2.2',
  },
  'redirect-uris-malformed': {
    says: 'redirect_uris must be a list of addresses.',
    section: 'RFC 7591 §2',
  },
  'redirect-uris-missing': {
    says: 'A client that people are sent back to must register where.',
    section: 'RFC 7591 §2',
  },
  'redirect-uris-too-many': {
    says: 'A client may register 50 addresses.',
    section: 'RFC 7591 §5',
  },
  'redirect-uri-refused': {
    says: 'An address must fit what the client says it is, and be compared byte for byte.',
    section: 'RFC 7591 §2; OpenID Connect Registration 1.0 §2; RFC 8252 §7',
  },
  'initiate-login-uri-refused': {
    says: 'initiate_login_uri must begin with https://.',
    section: 'OpenID Connect Core 1.0 §4',
  },
  'client-metadata-refused': {
    says: 'What a client registers must be of the form, and agree with itself.',
    section: 'RFC 7591 §2, §3.2.2',
  },
  'client-not-vouched-for': {
    says: 'A client that acts for itself must register with an initial access token.',
    section: 'RFC 7591 §5',
  },
  'software-statement-malformed': {
    says: 'software_statement must be a signed JWT.',
    section: 'RFC 7591 §2.3, §3.2.2',
  },
  'software-statement-unapproved': {
    says: 'Nobody is trusted here to vouch for a client by a software statement.',
    section: 'RFC 7591 §2.3, §3.2.2',
  },
  'sector-unreachable': {
    says: 'sector_identifier_uri must be an address of the internet that answers with 200, and at once.',
    section: 'OpenID Connect Registration 1.0 §5',
  },
  'sector-malformed': {
    says: 'sector_identifier_uri must be a JSON list of addresses.',
    section: 'OpenID Connect Registration 1.0 §5',
  },
  'sector-without-redirect': {
    says: 'sector_identifier_uri must list every one of redirect_uris.',
    section: 'OpenID Connect Registration 1.0 §5',
  },
  'client-documents-too-many': {
    says: 'One network may have so many documents of clients fetched in a while, and all together so many.',
    section: 'OAuth Client ID Metadata Document §6.5; RFC 6585 §4',
  },
  'client-document-unreachable': {
    says: 'The client_id must be an address of the internet that answers with 200, and at once.',
    section: 'OAuth Client ID Metadata Document §4',
  },
  'client-document-no-json': {
    says: 'The document must be a JSON object, and said to be JSON.',
    section: 'OAuth Client ID Metadata Document §4',
  },
  'client-document-of-another': {
    says: 'The document must state the client_id that is its own address.',
    section: 'OAuth Client ID Metadata Document §4.1',
  },
  'client-document-with-secret': {
    says: 'A document is public: it must state no secret, and no method that needs one.',
    section: 'OAuth Client ID Metadata Document §4.1',
  },
  'client-document-faulty': {
    says: 'The document must describe the client as a registration would.',
    section: 'OAuth Client ID Metadata Document §4.1; RFC 7591 §2',
  },
  'client-not-launched': {
    says: 'A client whose sign-ins begin here must have registered where, and not be locked.',
    section: 'OpenID Connect Core 1.0 §4',
    setting: { of: 'client', option: '--set', value: '=initiate_login_uri="https://app.example/login"' },
  },
}
