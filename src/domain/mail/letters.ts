/**
 * The letters: what each kind says, and in which order; the words are the catalogue's.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { type Catalogue, plainText, type Values } from '../../primitives/messages.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { type LetterKind, type LetterOf, LINK_TTL } from './letter.ts'
import { browserOf, paragraphOf, type Wording, whenOf } from './wording.ts'

/** What a letter tells of besides itself. */
export type Surroundings = Readonly<{
  catalogue: Catalogue
  tenant: string
  /** How people of the tenant make their passcodes: of several forms of words the one that fits. */
  form: TenantPolicy['methods'][number]
  now: UnixSeconds
}>

type Letters = Readonly<{ [K in LetterKind]: (letter: LetterOf<K>, around: Surroundings) => Wording }>

/** A line is text alone; a paragraph sets apart what fills its slots. */
const speaking = ({ catalogue }: Surroundings) => ({
  line: (key: string, values?: Values) => plainText(catalogue, key, values),
  say: (key: string, values?: Values) => paragraphOf(catalogue, key, values),
})

export const LETTERS: Letters = {
  'verify-email': ({ username, link }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.verify-subject'),
      lead: [say('mail.verify', { username, tenant: around.tenant })],
      action: { label: line('mail.verify-action'), link },
      below: [say('mail.for-a-day')],
      foot: [say('mail.verify-foot')],
    }
  },

  recover: ({ username, asked, link }, around) => {
    const { line, say } = speaking(around)
    const { catalogue, form, now } = around
    const time = catalogue.time(now + LINK_TTL.recover)
    const browser = browserOf(catalogue, asked)
    return {
      subject: line('mail.recover-subject'),
      lead: [say('mail.recover', { form, username })],
      action: { label: line('enrol.title-new', { form }), link },
      below: [say('mail.recover-until', { time })],
      foot: [
        say('mail.recover-foot', { form }),
        say('mail.asked-on', { ...whenOf(catalogue, now), address: asked.address, browser }),
      ],
    }
  },

  invitation: ({ username, until, link }, around) => {
    const { line, say } = speaking(around)
    const { catalogue, form, tenant } = around
    return {
      subject: line('mail.invitation-subject', { tenant }),
      lead: [say('mail.invitation', { form, username })],
      action: { label: line('mail.invitation-action'), link },
      below: [say('mail.invitation-until', { day: catalogue.day(until), time: catalogue.time(until) })],
    }
  },

  'passcode-changed': ({ username, method: form, how, signed_out, report_link }, around) => {
    const { line, say } = speaking(around)
    const { catalogue, now } = around
    return {
      subject: line('mail.changed-subject', { form }),
      lead: [
        [
          ...say('mail.changed', { form, username, ...whenOf(catalogue, now) }),
          ' ',
          ...say('mail.changed-with', { form: how }),
        ],
        ...(signed_out ? [say('mail.signed-out')] : []),
      ],
      action: { label: line('mail.not-me'), link: report_link },
      foot: [say('mail.nothing-to-do')],
    }
  },

  'many-tries': ({ username, count }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.many-tries-subject'),
      lead: [say('mail.many-tries', { count, username })],
    }
  },

  'signed-in-after-tries': ({ signed_in, report_link }, around) => {
    const { line, say } = speaking(around)
    const { catalogue, now } = around
    const { address } = signed_in
    const browser = browserOf(catalogue, signed_in)
    return {
      subject: line('mail.after-tries-subject'),
      lead: [say('mail.after-tries', { ...whenOf(catalogue, now), browser, address })],
      action: { label: line('mail.not-me'), link: report_link },
    }
  },

  'sign-in-link': ({ link }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.sign-in-subject'),
      lead: [say('mail.sign-in', { tenant: around.tenant })],
      action: { label: line('mail.sign-in-action'), link },
      below: [say('mail.sign-in-works')],
      foot: [say('mail.do-nothing')],
    }
  },

  'known-browser': ({ username, link }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.browser-subject'),
      lead: [say('mail.new-browser', { username })],
      action: { label: line('mail.browser-action'), link },
      below: [say('mail.browser-works', { form: around.form })],
      foot: [say('mail.do-nothing')],
    }
  },

  'sign-up': ({ link }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.sign-up-subject'),
      lead: [say('mail.sign-up', { tenant: around.tenant })],
      action: { label: line('mail.sign-up-action'), link },
      below: [say('mail.sign-up-works')],
      foot: [say('mail.sign-up-foot')],
    }
  },

  'sign-up-existing': ({ username, link }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.existing-subject'),
      lead: [say('mail.existing', { username, tenant: around.tenant })],
      action: { label: line('mail.sign-in-action'), link },
      foot: [say('mail.existing-foot')],
    }
  },

  'change-email': ({ username, new_email: email, link }, around) => {
    const { line, say } = speaking(around)
    return {
      subject: line('mail.change-email-subject'),
      lead: [say('mail.change-email', { email, username })],
      action: { label: line('mail.change-email-action'), link },
      below: [say('mail.for-a-day')],
      foot: [say('mail.change-email-foot')],
    }
  },

  'account-deleted': ({ username }, around) => {
    const { line, say } = speaking(around)
    const { catalogue, form, now, tenant } = around
    return {
      subject: line('mail.deleted-subject'),
      lead: [say('mail.deleted', { form, username, tenant, ...whenOf(catalogue, now) })],
      foot: [say('mail.deleted-foot')],
    }
  },

  'email-changed': ({ username, new_email: email, report_link }, around) => {
    const { line, say } = speaking(around)
    const { catalogue, now } = around
    return {
      subject: line('mail.email-changed-subject'),
      lead: [say('mail.email-changed', { username, email, ...whenOf(catalogue, now) })],
      action: { label: line('mail.not-me'), link: report_link },
      foot: [say('mail.nothing-to-do')],
    }
  },
}
