/**
 * What the form behind a link does, by what the link is for.
 */
import type { TenantDeps } from '../../deps.ts'
import { confirmEmailChange } from '../users/email-change.ts'
import { verifyEmail } from '../users/email-verification.ts'
import { enrolByLink } from './enrolment-link.ts'
import { becomeKnown } from './known-browser-link.ts'
import type { Link, LinkPurpose, OwnedLink } from './link.ts'
import { reportByLink } from './report-link.ts'
import { showCode, signInByLink } from './sign-in-link.ts'

/** The cookies of the browser that opened it. */
export type LinkCookies = Readonly<{
  browser: string
  known: string | undefined
  session: string | undefined
}>

export type LinkUse = Readonly<
  /** It was spent meanwhile, or is not good for anything any more: nobody is told which. */
  | { next: 'dead' }
  /** `enrolment` is its id. */
  | { next: 'enrol'; enrolment: string }
  /** `session` is the text of the cookie to set; at `url` the request goes on that waited. */
  | { next: 'signed-in'; session: string; url: string }
  /** To be typed in the browser that asked. */
  | { next: 'code'; code: string }
  /** `known` is the text of the cookie to set. */
  | { next: 'known-browser'; known: string }
  | { next: 'verify-email' | 'change-email' | 'change-email-half' }
  /** Everybody is signed out. `enrolment`: the way back in, where a mail is enough for one. */
  | { next: 'report'; enrolment: string | undefined }
>

const DEAD = { next: 'dead' } as const

export async function useLink(deps: TenantDeps, link: Link, cookies: LinkCookies): Promise<LinkUse> {
  const used = await useOf(deps, link, cookies)
  deps.notice({ flow: 'link', step: used.next === 'dead' ? 'refused' : 'used', rule: link.purpose })
  return used
}

async function useOf(deps: TenantDeps, link: Link, cookies: LinkCookies): Promise<LinkUse> {
  const { purpose, user_id } = link
  if (purpose === 'sign-up') return enrol(deps, { ...link, purpose }, cookies)
  return user_id ? USES[purpose](deps, { ...link, user_id }, cookies) : DEAD
}

type Use = (deps: TenantDeps, link: OwnedLink, cookies: LinkCookies) => Promise<LinkUse>

const USES: Readonly<Record<Exclude<LinkPurpose, 'sign-up'>, Use>> = {
  recover: (deps, link, cookies) => enrol(deps, { ...link, purpose: 'recover' }, cookies),
  invite: (deps, link, cookies) => enrol(deps, { ...link, purpose: 'invite' }, cookies),
  'sign-in': async (deps, link, { session }) => {
    if (!link.is_here) {
      const code = await showCode(deps, link)
      return code === undefined ? DEAD : { next: 'code', code }
    }
    const begun = await signInByLink(deps, link, session)
    return begun ? { next: 'signed-in', ...begun } : DEAD
  },
  'known-browser': async (deps, link, { known }) => {
    const text = await becomeKnown(deps, link, known)
    return text === undefined ? DEAD : { next: 'known-browser', known: text }
  },
  'verify-email': async (deps, link) => ((await verifyEmail(deps, link)) ? { next: 'verify-email' } : DEAD),
  'change-email': async (deps, link) => {
    const changed = await confirmEmailChange(deps, link)
    if (changed === undefined) return DEAD
    return { next: changed === 'half' ? 'change-email-half' : 'change-email' }
  },
  report: async (deps, link, { browser }) => {
    const reported = await reportByLink(deps, link, browser)
    return reported ? { next: 'report', ...reported } : DEAD
  },
}

async function enrol(
  deps: TenantDeps,
  link: Parameters<typeof enrolByLink>[1],
  { browser }: LinkCookies,
): Promise<LinkUse> {
  const enrolment = await enrolByLink(deps, link, browser)
  return enrolment === undefined ? DEAD : { next: 'enrol', enrolment }
}
