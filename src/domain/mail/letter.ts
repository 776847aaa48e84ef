/**
 * Letters: what the server has to say to a person by mail, by kind, with what each needs to be said.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/** How long the link in each letter works, in seconds, as its words say. Whoever makes the link gives it this life. */
export const LINK_TTL = {
  'verify-email': 24 * HOUR,
  recover: 20 * MINUTE,
  'sign-in-link': 20 * MINUTE,
  'known-browser': 20 * MINUTE,
  'sign-up': 24 * HOUR,
  'change-email': 24 * HOUR,
} as const

/** Who asked for something or did it, as far as a request tells: its address, its User-Agent header, its id in the log. */
export type Requester = Readonly<{ address: string; user_agent: string | undefined; request_id?: string }>

/** What a passcode was changed with. */
export type ChangedWith =
  | 'mailed-link'
  | 'recovery-code'
  | 'old-passcode'
  | 'old-picture'
  | 'administrators-link'

/** To an address that somebody typed in, and nobody has confirmed. */
type ToAddress =
  | { kind: 'sign-up'; link: string }
  /** Whoever asked has an account; the link leads to where one signs in. */
  | { kind: 'sign-up-existing'; username: string; link: string }

type ToPerson =
  | { kind: 'verify-email'; link: string }
  | { kind: 'recover'; link: string; asked: Requester }
  | { kind: 'invitation'; link: string; until: UnixSeconds }
  | {
      kind: 'passcode-changed'
      /** Of the new one. */
      method: TenantPolicy['methods'][number]
      how: ChangedWith
      signed_out: boolean
      report_link: string
    }
  | { kind: 'many-tries'; count: number }
  | { kind: 'signed-in-after-tries'; signed_in: Requester; report_link: string }
  | { kind: 'sign-in-link'; link: string }
  | { kind: 'known-browser'; link: string }
  /** Goes to the old address and to the new one, each with its own link. */
  | { kind: 'change-email'; link: string; new_email: string }
  /** Goes to the old address, once it is the old one. */
  | { kind: 'email-changed'; new_email: string; report_link: string }
  /** The last one. */
  | { kind: 'account-deleted' }

/** What is told in a letter as "now" is the time at which it is queued. */
export type Letter = Readonly<
  {
    /** One address. */
    to: string
    /** A language tag (RFC 5646), as in the person's claim; undefined: not known. */
    locale?: string | undefined
    /** Whose account it is about, with which it goes; null: nobody's yet, or nobody's any more. */
    user_id: Buffer | null
  } & (ToAddress | (ToPerson & { username: string }))
>

export type LetterKind = Letter['kind']

export type LetterOf<K extends LetterKind> = Extract<Letter, { kind: K }>
