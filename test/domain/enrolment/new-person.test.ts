import t from 'tap'
import {
  accountFault,
  displayNameFault,
  emailFault,
  statedPerson,
} from '../../../src/domain/enrolment/new-person.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { startServer, testConfig } from '../../helpers/fixtures.ts'

const AT_HOME = { config: testConfig() }
const OUTSIDE = { config: testConfig({ public_url: 'https://login.example' }) }

t.test('OpenID Connect Core 1.0 §5.1: a name is one to be shown', async (t) => {
  for (const name of ['A', 'Ann Lee', 'Zoë 🌊', '田中 花子', 'x'.repeat(200), '👩‍🚀']) {
    t.equal(displayNameFault(name), undefined, name)
  }
  const bad = [
    '',
    'x'.repeat(201),
    'a\nb',
    'a\u0000',
    'a\u009fb',
    'a\u202eb',
    'a\u2066b',
    '\u200b',
    'a\u2028b',
  ]
  for (const name of bad) t.equal(displayNameFault(name), 'display_name_invalid', encodeURI(name))
})

t.test('RFC 5321 §4.5.3.1: an address has one @, and is no longer than one can be', async (t) => {
  const good = [
    'a@b.example',
    'ada.lovelace+notes@mail.example.org',
    "o'brien@example.com",
    'jörg@münchen.example',
    '用户@例子.广告',
    `${'x'.repeat(64)}@${'y'.repeat(60)}.example`,
  ]
  for (const email of good) t.equal(emailFault(OUTSIDE, email), undefined, email)
  const bad = [
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@@example.org',
    'ada@home@example.org',
    'ada lovelace@example.org',
    'ada@exa mple.org',
    'ada@example.org\n',
    'ada@example.org\u0000',
    'ada@example..org',
    'ada@.example.org',
    'ada@example.org.',
    'ada@-example.org',
    'ada@example-.org',
    '.ada@example.org',
    'ada.@example.org',
    'a..da@example.org',
    'ada,eve@example.org',
    'ada;eve@example.org',
    '<ada@example.org>',
    'Ada <ada@example.org>',
    '"ada"@example.org',
    'ada@[192.0.2.1]',
    'ada\u202e@example.org',
    `${'x'.repeat(65)}@example.org`,
    `ada@${'y.'.repeat(125)}example`,
  ]
  for (const email of bad) t.equal(emailFault(OUTSIDE, email), 'email_invalid', encodeURI(email))
})

t.test('RFC 5321 §2.3.5: a host without a dot gets mail on its own machine alone', async (t) => {
  t.equal(emailFault(OUTSIDE, 'ada@localhost'), 'email_undeliverable')
  t.equal(emailFault(AT_HOME, 'ada@localhost'), undefined)
  t.equal(emailFault(AT_HOME, 'ada@@localhost'), 'email_invalid')
})

t.test('Sign up: what stands around it is not part of what was stated', async (t) => {
  const stated = { name: ' Ann Lee ', username: '\tann ', email: ' ann@example.com\n' }
  t.same(statedPerson(stated), { name: 'Ann Lee', username: 'ann', email: 'ann@example.com' })
})

t.test('RFC 8265 §3.3, UTS #39 §4: a name is taken when people would read it as another’s', async (t) => {
  const server = await startServer(t)
  await givenPerson(server, 'ann')
  const deps = await server.tenant()
  const fault = (username: string, email = 'new@example.com') => accountFault(deps, { username, email })
  for (const taken of ['ann', 'ANN', 'Ann', 'ａｎｎ', 'аnn', 'ΑΝΝ']) {
    t.equal(await fault(taken), 'name_taken', taken)
  }
  t.equal(await fault('anna'), undefined)
  t.equal(await accountFault(await server.tenant('other'), { username: 'ann', email: 'a@b.c' }), undefined)
  for (const bad of ['', 'a b', 'a/b', 'a\u200bb', 'x'.repeat(201)]) t.equal(await fault(bad), 'name_invalid')
  t.equal(await fault('anna', 'no address'), 'email_invalid')
  t.equal(await fault('ann', 'no address'), 'name_taken', 'the first fault first')
})
