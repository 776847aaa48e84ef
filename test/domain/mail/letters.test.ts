import t from 'tap'
import { composeLetter } from '../../../src/domain/mail/compose.ts'
import type { Letter, LetterKind } from '../../../src/domain/mail/letter.ts'
import type { MailContent, Paragraph } from '../../../src/domain/mail/mail.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { LETTERS, LINK } from '../../helpers/letters.ts'
import { CATALOGUES } from '../../helpers/words.ts'

const [english] = CATALOGUES

const wordsOf = (paragraph: Paragraph): string =>
  paragraph
    .map((span) => {
      if (typeof span === 'string') return span
      return span.strong ? `*${span.name}*` : span.name
    })
    .join('')

/** In the order of the page; a rule stands before what is below it. */
function flat({ subject, lead, action, below, foot }: MailContent): string[] {
  const button = action ? [`[${action.label}]`] : []
  return [subject, ...lead.map(wordsOf), ...button, ...below.map(wordsOf), '/', ...foot.map(wordsOf)]
}

const WORDS: Record<LetterKind, string[]> = {
  'verify-email': [
    'Confirm your address',
    'Someone, hopefully you, made the account *ada* at Northlight with this address.',
    '[Yes, this is my address]',
    'The link works for 24 hours.',
    '/',
    'If it wasn’t you, do nothing. Without this step the address is not used.',
  ],
  recover: [
    'A link to get back in',
    'You, or someone who knows your username, asked for a way back into the account *ada*. This link lets you choose a new picture and PIN.',
    '[Choose a new picture and PIN]',
    'It works once, until 08:20 UTC (20 minutes). Open it on the device you want to use.',
    '/',
    'If it wasn’t you, do nothing: your picture and PIN stay as they are, and nobody gets in without this link. We never ask you to send your picture or your PIN.',
    'Asked on 15 January 2027 at 08:00 UTC from 203.0.113.7, Firefox on Linux.',
  ],
  invitation: [
    'Northlight made you an account',
    'Choose your picture and PIN to start. Your username is *ada*.',
    '[Start]',
    'The link works once, until Monday 18 January, 08:00 UTC.',
    '/',
  ],
  'passcode-changed': [
    'Your picture and PIN were changed',
    'The account *ada* has a new picture and PIN since 15 January 2027, 08:00 UTC. It was done with a link sent to this address.',
    'You have been signed out everywhere, and browsers used before are no longer known.',
    '[It wasn’t me]',
    '/',
    'If it was you, there is nothing to do.',
  ],
  'many-tries': [
    'Someone keeps trying to get in',
    'There were 50 wrong tries for *ada*. Browsers you have used before still work; a new one needs one more step. You need do nothing.',
    '/',
  ],
  'signed-in-after-tries': [
    'You signed in after many wrong tries',
    '15 January 2027, 08:00 UTC, Firefox on Linux, 203.0.113.7.',
    '[It wasn’t me]',
    '/',
  ],
  'sign-in-link': [
    'A link to sign in',
    'You, or someone who knows your username, asked to sign in to Northlight by mail.',
    '[Sign in]',
    'It works once, for 20 minutes, in the browser that asked.',
    '/',
    'If it wasn’t you, do nothing.',
  ],
  'known-browser': [
    'Open this to sign in with a new browser',
    'You, or someone who knows your username, asked to sign in to the account *ada* with a new browser.',
    '[Use this browser]',
    'It works once, for 20 minutes. You still need your picture and PIN.',
    '/',
    'If it wasn’t you, do nothing.',
  ],
  'sign-up': [
    'Go on with your account',
    'Someone, hopefully you, asked for an account at Northlight with this address.',
    '[Make my account]',
    'The link works for 24 hours, once. Open it on the device you started on.',
    '/',
    'If it wasn’t you, do nothing. Without this step there is no account.',
  ],
  'sign-up-existing': [
    'You have an account already',
    'Someone, hopefully you, asked for an account at Northlight with this address. There is one already: its username is *ada*.',
    '[Sign in]',
    '/',
    'If it wasn’t you, there is nothing to do.',
  ],
  'change-email': [
    'Confirm a new address',
    'Someone, hopefully you, asked to use the address *ada@example.net* for the account *ada*. The old address and the new one each get such a link, and both have to be used.',
    '[Yes, use this address]',
    'The link works for 24 hours.',
    '/',
    'If it wasn’t you, do nothing: the address stays as it is.',
  ],
  'account-deleted': [
    'Your account is deleted',
    'The account *ada* at Northlight was deleted on 15 January 2027, 08:00 UTC, with all that was kept for it. Its picture and PIN open nothing any more.',
    '/',
    'This was our last mail to you about it. If it wasn’t you, tell an administrator.',
  ],
  'email-changed': [
    'Your address was changed',
    'The account *ada* uses the address *ada@example.net* since 15 January 2027, 08:00 UTC. Mails no longer come to this one.',
    '[It wasn’t me]',
    '/',
    'If it was you, there is nothing to do.',
  ],
}

t.test('Visual passcode: each letter says what happened, then what to do', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  for (const [kind, letter] of Object.entries(LETTERS)) {
    const content = composeLetter(tenant, START, letter, english)
    t.same(flat(content), WORDS[kind as LetterKind], kind)
    if (content.action) t.equal(content.action.link, LINK, kind)
  }
})

t.test('Visual passcode: a letter names what a passcode of the tenant is made of', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  const said = (method: 'pin' | 'pattern' | 'none', letter: Letter) =>
    flat(
      composeLetter({ ...tenant, policy: { ...tenant.policy, methods: [method] } }, START, letter, english),
    ).join(' ')
  const changed = (changes: Partial<(typeof LETTERS)['passcode-changed']>) =>
    said('pin', { ...LETTERS['passcode-changed'], ...changes })
  const to_pattern = changed({ method: 'pattern', how: 'old-passcode' })
  t.match(to_pattern, /^Your picture and pattern were changed .* done with the old ones\./)
  const to_none = changed({ method: 'none', how: 'old-picture' })
  t.match(to_none, /^Your picture was changed .* has a new picture since .* with the old one\./)
  t.match(said('none', LETTERS.recover), /your picture stays as it is, .* to send your picture\./)
  t.match(said('pattern', LETTERS.recover), /to send your picture or your pattern\./)
})

t.test(
  'Visual passcode: a notice says how it was done, and that one was signed out only if it is so',
  async (t) => {
    const { tenant } = await (await startServer(t)).tenant()
    const said = (changes: Partial<(typeof LETTERS)['passcode-changed']>) =>
      flat(composeLetter(tenant, START, { ...LETTERS['passcode-changed'], ...changes }, english)).join(' ')
    t.match(said({ how: 'recovery-code' }), 'done with a recovery code. You have been signed out')
    t.match(said({ how: 'administrators-link' }), 'done with an administrator’s link.')
    t.notMatch(said({ signed_out: false }), 'signed out')
  },
)

t.test('RFC 9110 §10.1.5: a browser that does not say what it is, is unknown', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  const asked = { address: '2001:db8::7', user_agent: undefined }
  const letter = composeLetter(tenant, START, { ...LETTERS.recover, asked }, english)
  t.match(flat(letter).at(-1), /from 2001:db8::7, an unknown browser on an unknown system\.$/)
})

t.test('Visual passcode: every letter is written in every language, with the same names in it', async (t) => {
  const { tenant } = await (await startServer(t)).tenant()
  const namesOf = (content: MailContent) =>
    [...content.lead, ...content.below, ...content.foot]
      .flat()
      .flatMap((span) => (typeof span === 'string' || !span.strong ? [] : [span.name]))
      .sort()
  for (const letter of Object.values(LETTERS)) {
    const inEnglish = composeLetter(tenant, START, letter, english)
    for (const catalogue of CATALOGUES.slice(1)) {
      const content = composeLetter(tenant, START, letter, catalogue)
      t.same(namesOf(content), namesOf(inEnglish), `${letter.kind} ${catalogue.lang}`)
      t.match(content, { lang: catalogue.lang, dir: catalogue.lang === 'ar' ? 'rtl' : 'ltr' })
      t.not(content.subject, inEnglish.subject, `${letter.kind} ${catalogue.lang}`)
    }
  }
})
