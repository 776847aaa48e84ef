/**
 * What a tenant decides for all its clients and people. Each field has a default, so that a tenant states only what differs.
 */
import { DEFAULT_KEY_STRETCHING } from '../../passcode/key-stretching.ts'
import {
  array,
  boolean,
  choice,
  integer,
  object,
  optional,
  type Static,
  string,
} from '../../primitives/json-schema.ts'

const ttl = (seconds: number, minimum = 1) => integer({ minimum, maximum: 15_811_200, default: seconds })

const HOUR = 3600
const DAY = 24 * HOUR
const YEAR = 365 * DAY

/** A service of somebody else that takes this tenant's access tokens (RFC 8707). */
const registeredResource = object(
  {
    /** By which clients ask for it, character by character, and which its tokens have as `aud`. */
    resource: string({ pattern: '^[A-Za-z][A-Za-z0-9+.-]*:[^\\s#]+$', maxLength: 2000 }),
    /** What people know it by. */
    name: string({ minLength: 1, maxLength: 100 }),
    /** Its own, each with what it lets a client do. */
    scopes: array(
      object(
        {
          scope: string({ pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}$' }),
          description: optional(string({ minLength: 1, maxLength: 200 })),
        },
        { additionalProperties: false },
      ),
      { default: [] },
    ),
    /** The client that it is itself, to introspect and exchange the tokens that are meant for it. */
    client_id: optional(string({ minLength: 1 })),
  },
  { additionalProperties: false },
)

export type RegisteredResource = Readonly<Static<typeof registeredResource>>

/** Lifetimes in seconds; of what lets somebody in, at most 183 days. */
export const TenantPolicy = object(
  {
    /** How a passcode may be made, the first one first on the page. */
    methods: array(choice(['pin', 'pattern', 'none']), {
      minItems: 1,
      uniqueItems: true,
      default: ['pin'],
    }),
    pin_length: integer({ minimum: 3, maximum: 12, default: 6 }),
    pattern_points: integer({ minimum: 3, maximum: 16, default: 5 }),
    grid: choice([3, 4], { default: 3 }),
    show_when_typing: boolean({ default: false }),
    self_registration: boolean({ default: false }),
    /** Nobody learns who has an account: signing up begins with a mailed link, so not where no mail can be sent. */
    hide_accounts: boolean({ default: false }),
    /** Who may register a client (RFC 7591): an administrator, whoever has an initial access token too, or anybody. */
    client_registration: choice(['closed', 'token', 'open'], { default: 'closed' }),
    /** Of those without a token, in a day; a tenth of it for one network in an hour. */
    client_registrations_a_day: integer({ minimum: 1, maximum: 1_000_000, default: 1000 }),
    /** Whether a client may be known by the address of a document about it, with no registration. */
    client_id_metadata_documents: boolean({ default: false }),
    /** For which services clients may ask tokens, beside userinfo. */
    resources: array(registeredResource, { uniqueItems: true, default: [] }),
    /** What is kept of people beside the standard claims, by names that claim profiles can tell it under. */
    attributes: array(string({ pattern: '^[A-Za-z][A-Za-z0-9_.-]{0,62}$' }), {
      uniqueItems: true,
      default: [],
    }),
    /** Whether people may delete their accounts themselves; absent: where they may make them (self_registration). */
    account_deletion: optional(boolean()),
    /** Nobody gets on to an application before a mailed link has proved the address. */
    require_verified_email: boolean({ default: false }),
    /** Signing in by a mailed link, without recall. Never in 2fa tenants, and nowhere that no mail can be sent. */
    send_link: boolean({ default: true }),
    /** Whom people ask who cannot get in: a mail address, or a page. */
    contact: optional(string({ pattern: '^(https?://[^\\s]+|[^\\s@/?]+@[^\\s@/?]+)$', maxLength: 300 })),
    /** OpenID Connect Registration 1.0 §2: for clients that state none of their own. */
    id_token_signed_response_alg: string({ default: 'RS256' }),
    /** For so long a key signs before the next one does; 0: until an administrator says so. */
    signing_key_ttl: integer({ minimum: 0, maximum: 63_072_000, default: 90 * DAY }),
    /** The one colour of the pages. */
    accent: string({ pattern: '^#[0-9a-f]{6}$', default: '#0f5c4c' }),
    /** A picture that stands for the tenant on every page: fetched from there and shown from here. */
    logo_uri: optional(string({ pattern: '^https?://[^\\s#]+$', maxLength: 2000 })),
    policy_uri: optional(string({ pattern: '^https?://' })),
    tos_uri: optional(string({ pattern: '^https?://' })),
    code_ttl: ttl(60),
    access_token_ttl: ttl(HOUR),
    id_token_ttl: ttl(HOUR),
    /** From its last use. */
    refresh_token_ttl: ttl(30 * DAY),
    session_ttl: ttl(30 * DAY),
    session_idle_ttl: ttl(DAY),
    interaction_ttl: ttl(HOUR, 60),
    /** How long a device waits for somebody to answer on another one (RFC 8628 §3.2). */
    device_code_ttl: integer({ minimum: 60, maximum: HOUR, default: 600 }),
    /** How long it is kept who did what. */
    audit_ttl: integer({ minimum: HOUR, maximum: 10 * YEAR, default: YEAR }),
    /** Argon2id in the person's browser (RFC 9106 §3.1): memory in KiB, passes, lanes. */
    ksf_m: integer({ minimum: 19_456, maximum: 1_048_576, default: DEFAULT_KEY_STRETCHING.ksf_m }),
    ksf_t: integer({ minimum: 1, maximum: 10, default: DEFAULT_KEY_STRETCHING.ksf_t }),
    ksf_p: choice([1], { default: 1 }),
  },
  { additionalProperties: false },
)

export type TenantPolicy = Readonly<Static<typeof TenantPolicy>>

/** How people make their passcodes, as far as nothing is known of the person: there always is a first one. */
export const usualMethod = ({ methods }: Pick<TenantPolicy, 'methods'>) =>
  methods[0] as TenantPolicy['methods'][number]
