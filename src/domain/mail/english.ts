/**
 * The letters in English.
 */
import * as to from './english-phrases.ts'
import { LINK_TTL } from './letter.ts'
import { type Catalogue, plain, say, strong } from './wording.ts'

const FOR_A_DAY = say`The link works for 24 hours.`
const NOT_ME = 'It wasn’t me'

export const english: Catalogue = {
  lang: 'en',
  dir: 'ltr',
  letters: {
    'verify-email': ({ username, link }, { tenant }) => ({
      subject: 'Confirm your address',
      lead: [
        say`Someone, hopefully you, made the account ${strong(username)} at ${plain(tenant)} with this address.`,
      ],
      action: { label: 'Yes, this is my address', link: link },
      below: [FOR_A_DAY],
      foot: [say`If it wasn’t you, do nothing. Without this step the address is not used.`],
    }),

    recover: ({ username, asked, link }, around) => {
      const { noun, either, stay } = to.passcodeIn(around)
      const until = to.time(around.now + LINK_TTL.recover)
      return {
        subject: 'A link to get back in',
        lead: [
          say`You, or someone who knows your username, asked for a way back into the account ${strong(username)}. This link lets you choose a new ${noun}.`,
        ],
        action: { label: `Choose a new ${noun}`, link: link },
        below: [say`It works once, until ${until} (20 minutes). Open it on the device you want to use.`],
        foot: [
          say`If it wasn’t you, do nothing: your ${noun} ${stay}, and nobody gets in without this link. We never ask you to send your ${either}.`,
          say`Asked on ${to.date(around.now)} at ${to.time(around.now)} from ${plain(asked.address)}, ${to.browserOf(asked)}.`,
        ],
      }
    },

    invitation: ({ username, until, link }, around) => ({
      subject: `${around.tenant} made you an account`,
      lead: [say`Choose your ${to.passcodeIn(around).noun} to start. Your username is ${strong(username)}.`],
      action: { label: 'Start', link: link },
      below: [say`The link works once, until ${to.dayAndTime(until)}.`],
    }),

    'passcode-changed': ({ username, how, signed_out, report_link }, around) => {
      const { noun, were } = to.passcodeIn(around)
      return {
        subject: `Your ${noun} ${were} changed`,
        lead: [
          say`The account ${strong(username)} has a new ${noun} since ${to.dateAndTime(around.now)}. It was done with ${to.changedWith(how, around)}.`,
          ...(signed_out
            ? [say`You have been signed out everywhere, and browsers used before are no longer known.`]
            : []),
        ],
        action: { label: NOT_ME, link: report_link },
        foot: [say`If it was you, there is nothing to do.`],
      }
    },

    'many-tries': ({ username, count }) => ({
      subject: 'Someone keeps trying to get in',
      lead: [
        say`There were ${String(count)} wrong tries for ${strong(username)}. Browsers you have used before still work; a new one needs one more step. You need do nothing.`,
      ],
    }),

    'signed-in-after-tries': ({ signed_in, report_link }, { now }) => ({
      subject: 'You signed in after many wrong tries',
      lead: [say`${to.dateAndTime(now)}, ${to.browserOf(signed_in)}, ${plain(signed_in.address)}.`],
      action: { label: NOT_ME, link: report_link },
    }),

    'sign-in-link': ({ link }, { tenant }) => ({
      subject: 'A link to sign in',
      lead: [say`You, or someone who knows your username, asked to sign in to ${plain(tenant)} by mail.`],
      action: { label: 'Sign in', link: link },
      below: [say`It works once, for 20 minutes, in the browser that asked.`],
      foot: [say`If it wasn’t you, do nothing.`],
    }),

    'known-browser': ({ username, link }, around) => ({
      subject: 'Open this to sign in with a new browser',
      lead: [
        say`You, or someone who knows your username, asked to sign in to the account ${strong(username)} with a new browser.`,
      ],
      action: { label: 'Use this browser', link: link },
      below: [say`It works once, for 20 minutes. You still need your ${to.passcodeIn(around).noun}.`],
      foot: [say`If it wasn’t you, do nothing.`],
    }),

    'sign-up': ({ link }, { tenant }) => ({
      subject: 'Go on with your account',
      lead: [say`Someone, hopefully you, asked for an account at ${plain(tenant)} with this address.`],
      action: { label: 'Make my account', link: link },
      below: [say`The link works for 24 hours, once. Open it on the device you started on.`],
      foot: [say`If it wasn’t you, do nothing. Without this step there is no account.`],
    }),

    'sign-up-existing': ({ username, link }, { tenant }) => ({
      subject: 'You have an account already',
      lead: [
        say`Someone, hopefully you, asked for an account at ${plain(tenant)} with this address. There is one already: its username is ${strong(username)}.`,
      ],
      action: { label: 'Sign in', link: link },
      foot: [say`If it wasn’t you, there is nothing to do.`],
    }),

    'change-email': ({ username, new_email, link }) => ({
      subject: 'Confirm a new address',
      lead: [
        say`Someone, hopefully you, asked to use the address ${strong(new_email)} for the account ${strong(username)}. The old address and the new one each get such a link, and both have to be used.`,
      ],
      action: { label: 'Yes, use this address', link: link },
      below: [FOR_A_DAY],
      foot: [say`If it wasn’t you, do nothing: the address stays as it is.`],
    }),

    'email-changed': ({ username, new_email, report_link }, { now }) => ({
      subject: 'Your address was changed',
      lead: [
        say`The account ${strong(username)} uses the address ${strong(new_email)} since ${to.dateAndTime(now)}. Mails no longer come to this one.`,
      ],
      action: { label: NOT_ME, link: report_link },
      foot: [say`If it was you, there is nothing to do.`],
    }),
  },
}
