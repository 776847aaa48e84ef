/**
 * One letter of each kind, to Ada.
 */
import type { LetterKind, LetterOf } from '../../src/domain/mail/letter.ts'
import type { MailMessage } from '../../src/domain/mail/mail.ts'
import { START } from './fixtures.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'

export const LINK = 'https://login.northlight.example/api/oidc/default/link/q7'

const ada = { to: 'ada@example.org', username: 'ada', user_id: null }
const requester = { address: '203.0.113.7', user_agent: FIREFOX }

export const LETTERS: { readonly [K in LetterKind]: LetterOf<K> } = {
  'verify-email': { kind: 'verify-email', ...ada, link: LINK },
  recover: { kind: 'recover', ...ada, link: LINK, asked: requester },
  invitation: { kind: 'invitation', ...ada, link: LINK, until: START + 3 * 24 * 3600 },
  'passcode-changed': {
    kind: 'passcode-changed',
    ...ada,
    method: 'pin',
    how: 'mailed-link',
    signed_out: true,
    report_link: LINK,
  },
  'many-tries': { kind: 'many-tries', ...ada, count: 50 },
  'signed-in-after-tries': {
    kind: 'signed-in-after-tries',
    ...ada,
    signed_in: requester,
    report_link: LINK,
  },
  'sign-in-link': { kind: 'sign-in-link', ...ada, link: LINK },
  'known-browser': { kind: 'known-browser', ...ada, link: LINK },
  'sign-up': { kind: 'sign-up', user_id: null, to: ada.to, link: LINK },
  'sign-up-existing': { kind: 'sign-up-existing', ...ada, link: LINK },
  'change-email': { kind: 'change-email', ...ada, link: LINK, new_email: 'ada@example.net' },
  'account-deleted': { kind: 'account-deleted', ...ada },
  'email-changed': { kind: 'email-changed', ...ada, new_email: 'ada@example.net', report_link: LINK },
}

export const MESSAGE: MailMessage = {
  id: '01a3185c-5000-7dea-ba0f-e42ea6fc6e14',
  kind: 'recover',
  from: { name: 'Northlight', address: 'login@northlight.example' },
  to: 'ada@example.org',
  subject: 'A link',
  text: 'The text.\n',
  html: '<p>The HTML.</p>\n',
  lang: 'en',
  link: LINK,
  created_at: START,
}
