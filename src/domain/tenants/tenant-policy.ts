/**
 * What a tenant decides for all its clients and people. Each field has a default, so that a tenant states only what differs.
 */
import { Type } from 'typebox'
import { DEFAULT_KEY_STRETCHING } from '../../passcode/key-stretching.ts'

const ttl = (seconds: number, minimum = 1) => Type.Integer({ minimum, maximum: 15_811_200, default: seconds })

const HOUR = 3600
const DAY = 24 * HOUR

/** Lifetimes in seconds, at most 183 days. */
export const TenantPolicy = Type.Object(
  {
    /** How a passcode may be made, the first one first on the page. */
    methods: Type.Array(Type.Enum(['pin', 'pattern', 'none']), {
      minItems: 1,
      uniqueItems: true,
      default: ['pin'],
    }),
    pin_length: Type.Integer({ minimum: 3, maximum: 12, default: 6 }),
    pattern_points: Type.Integer({ minimum: 3, maximum: 16, default: 5 }),
    grid: Type.Enum([3, 4], { default: 3 }),
    show_when_typing: Type.Boolean({ default: false }),
    self_registration: Type.Boolean({ default: false }),
    /** Whether people may delete their accounts themselves; absent: where they may make them (self_registration). */
    account_deletion: Type.Optional(Type.Boolean()),
    /** Nobody gets on to an application before a mailed link has proved the address. */
    require_verified_email: Type.Boolean({ default: false }),
    /** Signing in by a mailed link, without recall. Never in 2fa tenants, and nowhere that no mail can be sent. */
    send_link: Type.Boolean({ default: true }),
    /** Whom people ask who cannot get in: a mail address, or a page. */
    contact: Type.Optional(
      Type.String({ pattern: '^(https?://[^\\s]+|[^\\s@/?]+@[^\\s@/?]+)$', maxLength: 300 }),
    ),
    /** OpenID Connect Registration 1.0 §2: for clients that state none of their own. */
    id_token_signed_response_alg: Type.String({ default: 'RS256' }),
    /** The one colour of the pages. */
    accent: Type.String({ pattern: '^#[0-9a-f]{6}$', default: '#0f5c4c' }),
    /** A picture that stands for the tenant on every page: fetched from there and shown from here. */
    logo_uri: Type.Optional(Type.String({ pattern: '^https?://[^\\s#]+$', maxLength: 2000 })),
    policy_uri: Type.Optional(Type.String({ pattern: '^https?://' })),
    tos_uri: Type.Optional(Type.String({ pattern: '^https?://' })),
    code_ttl: ttl(60),
    access_token_ttl: ttl(HOUR),
    id_token_ttl: ttl(HOUR),
    /** From its last use. */
    refresh_token_ttl: ttl(30 * DAY),
    session_ttl: ttl(30 * DAY),
    session_idle_ttl: ttl(DAY),
    interaction_ttl: ttl(HOUR, 60),
    /** Argon2id in the person's browser (RFC 9106 §3.1): memory in KiB, passes, lanes. */
    ksf_m: Type.Integer({ minimum: 19_456, maximum: 1_048_576, default: DEFAULT_KEY_STRETCHING.ksf_m }),
    ksf_t: Type.Integer({ minimum: 1, maximum: 10, default: DEFAULT_KEY_STRETCHING.ksf_t }),
    ksf_p: Type.Literal(1, { default: 1 }),
  },
  { additionalProperties: false },
)

export type TenantPolicy = Readonly<Type.Static<typeof TenantPolicy>>
