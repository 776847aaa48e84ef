/**
 * The rules of resources, and of tokens that are exchanged for others, by the reason that a refusal states.
 */
import type { Rules } from './rule.ts'

const REGISTERED = {
  of: 'tenant',
  option: '--set',
  value: '=resources=[{"resource":"https://notes.example/api","name":"Notes"}]',
} as const
const TARGET = 'RFC 8707 §2 (invalid_target)'
const EXCHANGE = 'RFC 8693 §2.1'

export const RESOURCE_RULES: Rules = {
  'resource-malformed': {
    says: 'resource must be an absolute URI without a fragment.',
    section: 'RFC 8707 §2',
  },
  'resource-unknown': {
    says: 'resource must be one that the tenant has registered, character by character.',
    section: TARGET,
    setting: REGISTERED,
  },
  'resource-unregistered': {
    says: 'The client must be one that may ask for this resource.',
    section: TARGET,
    setting: { of: 'client', option: '--set', value: '=resources=["https://notes.example/api"]' },
  },
  'resource-not-granted': {
    says: 'Of the resources that were granted a token may be for fewer, and for no others.',
    section: 'RFC 8707 §2.2; RFC 8693 §2.2.2 (invalid_target)',
  },
  'audience-unknown': {
    says: 'audience must be a resource that the tenant has registered, or the client_id of one.',
    section: 'RFC 8693 §2.1, §2.2.2 (invalid_target)',
    setting: REGISTERED,
  },
  'token-for-another': {
    says: 'Userinfo takes tokens that were asked for with it as resource, or with none.',
    section: 'RFC 9068 §4; RFC 8707 §2',
  },
  'exchange-token-type-unsupported': {
    says: 'Access tokens of the tenant are exchanged, for access tokens.',
    section: 'RFC 8693 §2.1, §3',
  },
  'actor-token-type-alone': {
    says: 'actor_token_type comes with an actor_token, and only then.',
    section: EXCHANGE,
  },
  'token-not-exchangeable': {
    says: 'A token is exchanged by the client that it was issued to, by the resource that it is for, or by whom may_act names.',
    section: 'RFC 8693 §2.2.2, §4.4, §5',
    setting: REGISTERED,
  },
  'actor-token-of-another': {
    says: 'actor_token must have been issued to the client that sends it.',
    section: EXCHANGE,
  },
  'actor-not-allowed': {
    says: 'Where the subject token has may_act, nobody acts but whom it names.',
    section: 'RFC 8693 §4.4',
  },
  'actors-too-many': {
    says: 'Tokens may be exchanged by eight who act for one another, and by no more.',
    section: 'RFC 8693 §2.2.2, §4.1',
  },
}
