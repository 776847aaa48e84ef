/**
 * Asking for a link by mail.
 */
import t from 'tap'
import { askForLink, type LinkRequest } from '../../../src/domain/links/ask-for-link.ts'
import { deliverMails } from '../../../src/domain/mail/outbox.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { START, type TestServer } from '../../helpers/fixtures.ts'
import { allMails, deliveredLinks, linkScene, tokensOf } from '../../helpers/links.ts'

const ASKED = { address: '192.0.2.1', user_agent: undefined }
const interaction_id = Buffer.alloc(16, 5)

const request = (changes: Partial<LinkRequest> = {}): LinkRequest => ({
  purpose: 'recover',
  username: 'Ann',
  email: 'Ann@Example.com',
  browser: 'the-browser',
  interaction_id,
  asked: ASKED,
  ...changes,
})

const ask = async (server: TestServer, changes: Partial<LinkRequest> = {}) =>
  askForLink(await server.tenant(), request(changes))

t.test(
  'RFC 9807 §10.9: what is asked for a name that nobody has costs what it costs for a person',
  async (t) => {
    const { server } = await linkScene(t)
    await givenPerson(server, 'gone', { status: 'inactive' })
    await server.db.execute(`UPDATE "user" SET email_verified = 0 WHERE username = 'gone'`)
    const deps = await server.tenant()
    const cost = async (changes: Partial<LinkRequest>) => {
      const { db, ran } = countingDb(deps.db)
      t.equal(await askForLink({ ...deps, db }, request(changes)), undefined)
      return ran
    }
    const of_ann = await cost({})
    t.same(of_ann, ['read', 'tx write', 'tx write', 'tx write', 'tx write'])
    const nobody = [
      { username: 'nobody' },
      { email: 'eve@example.com' },
      { username: 'gone', email: 'gone@example.com' },
      { purpose: 'sign-in', username: 'nobody', email: undefined },
      { purpose: 'known-browser', username: 'nobody', email: undefined },
    ] as const
    for (const changes of nobody) t.same(await cost(changes), of_ann, JSON.stringify(changes))
    t.equal((await tokensOf(server)).length, 1, 'and leaves nothing')
    t.same(Object.keys(await deliveredLinks(server)), ['ann@example.com'])
    t.same(new Set(server.notices.map(({ flow, step }) => `${flow} ${step}`)), new Set(['link asked']))
  },
)

t.test(
  'Links: the letter and the link are of the purpose, in the browser that asked where that matters',
  async (t) => {
    const { server, ann } = await linkScene(t)
    await server.db.execute(`UPDATE "user" SET claims = '{"locale":"de"}'`)
    const kinds = { recover: 'recover', 'sign-in': 'sign-in-link', 'known-browser': 'known-browser' } as const
    for (const [purpose, kind] of Object.entries(kinds)) {
      await ask(server, { purpose: purpose as LinkRequest['purpose'], email: undefined })
      const links = await deliveredLinks(server)
      t.match(links['ann@example.com'], `${server.issuer}/link/`)
      t.equal(server.mails.at(-1)?.kind, kind)
      t.match(
        (await tokensOf(server)).find((row) => row.purpose === purpose),
        {
          user_id: ann,
          email: 'ann@example.com',
          interaction_id,
          browser_hash: purpose === 'recover' ? null : sha256('the-browser'),
          expires_at: START + 20 * 60,
        },
      )
    }
  },
)

t.test(
  'NIST SP 800-63B §5.2.2: too many are refused for every name alike, and nothing is sent',
  async (t) => {
    const { server, ann } = await linkScene(t)
    for (const username of ['ann', 'nobody']) {
      for (let count = 0; count < 5; count += 1) t.equal(await ask(server, { username }), undefined)
      t.equal(await ask(server, { username }), 900)
      t.match(server.notices.at(-1), { flow: 'link', step: 'too-many-asked', rule: 'recover' })
    }
    const mails = await server.db.all(allMails, {})
    t.same(
      mails.map(({ user_id }) => user_id),
      Array(5).fill(ann),
    )
    t.equal((await tokensOf(server)).length, 5)
  },
)

t.test('RFC 5321 §4.5.4.1: with the server for mail down nothing is lost', async (t) => {
  const { server } = await linkScene(t)
  const deps = await server.tenant()
  const down = { ...deps.mail, send: () => Promise.reject(new Error('421 shutting down')) }
  t.equal(await askForLink({ ...deps, mail: down }, request()), undefined)
  t.equal(await deliverMails({ ...deps, mail: down }), 0)
  server.clock.seconds += 60
  t.match((await deliveredLinks(server))['ann@example.com'], '/link/')
})
