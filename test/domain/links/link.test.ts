/**
 * Links: made, found, spent.
 */
import t from 'tap'
import { findLink, type LinkPurpose, linkUrl, spendLink } from '../../../src/domain/links/link.ts'
import { sha256 } from '../../../src/primitives/digest.ts'
import { handleText, parseHandle } from '../../../src/primitives/time-ordered-id.ts'
import { START } from '../../helpers/fixtures.ts'
import { givenLink, linkScene, tokensOf } from '../../helpers/links.ts'

const BROWSER = 'the-browser'

/** The text of a link after its address. */
const tokenOf = (url: string): string => url.split('/').at(-1) ?? ''

t.test('Links: what is kept of one is no link; the address holds 256 bits of chance', async (t) => {
  const { server, ann } = await linkScene(t)
  const url = await givenLink(server, { purpose: 'recover', user_id: ann, browser: BROWSER })
  const handle = parseHandle(tokenOf(url))
  t.equal(url, linkUrl(server.issuer, tokenOf(url)))
  t.equal(handle?.secret.length, 32)
  t.match(await tokensOf(server), [
    {
      secret_hash: sha256(handle?.secret ?? ''),
      browser_hash: sha256(BROWSER),
      purpose: 'recover',
      user_id: ann,
      email: 'ann@example.com',
      code_hash: null,
      expires_at: START + 1200,
      used_at: null,
    },
  ])
})

t.test('Links: one is found by its tenant alone, unspent, in time, and only whole', async (t) => {
  const { server, ann } = await linkScene(t)
  const deps = await server.tenant()
  const token = tokenOf(await givenLink(server, { purpose: 'recover', user_id: ann, email: null }))
  t.match(await findLink(deps, token, ''), {
    purpose: 'recover',
    user_id: ann,
    email: '',
    username: '',
    is_here: true,
  })
  const newcomer = { purpose: 'sign-up', user_id: null, username: 'eve' } as const
  const sign_up = tokenOf(await givenLink(server, newcomer))
  t.match(await findLink(deps, sign_up, ''), { ...newcomer, email: 'ann@example.com' })
  t.equal(await findLink(await server.tenant('other'), token, ''), undefined)
  const handle = parseHandle(token)
  const forged = handleText({ id: handle?.id ?? Buffer.alloc(0), secret: Buffer.alloc(32) })
  for (const wrong of ['', 'nothing', `${token}A`, forged])
    t.equal(await findLink(deps, wrong, ''), undefined)

  server.clock.seconds += 1200
  t.equal(await findLink(deps, token, ''), undefined, 'too old')
  server.clock.seconds -= 3600
  const link = await findLink(deps, token, '')
  t.ok(link, 'and a clock that is an hour behind takes nothing away')
  t.equal(link && (await deps.db.transaction((tx) => spendLink(deps, tx, link, 'recover'))), true)
  t.equal(await findLink(deps, token, ''), undefined, 'spent')
})

t.test('Links: of twenty uses at the same time one is the first', async (t) => {
  const { server, ann } = await linkScene(t)
  const deps = await server.tenant()
  await givenLink(server, { purpose: 'recover', user_id: ann })
  const [row] = await tokensOf(server)
  const id = row?.id ?? Buffer.alloc(0)
  const spend = (purpose: LinkPurpose) => deps.db.transaction((tx) => spendLink(deps, tx, { id }, purpose))
  t.equal(await spend('sign-in'), false, 'for another purpose it is none')
  const spent = await Promise.all(Array.from({ length: 20 }, () => spend('recover')))
  t.equal(spent.filter(Boolean).length, 1)
})

t.test('Links: one for the browser that asked is no link elsewhere, but for one that signs in', async (t) => {
  const { server, ann } = await linkScene(t)
  const deps = await server.tenant()
  const opened = async (purpose: LinkPurpose, browser: string) => {
    const token = tokenOf(await givenLink(server, { purpose, user_id: ann, browser: BROWSER }))
    return findLink(deps, token, browser)
  }
  t.match(await opened('known-browser', BROWSER), { is_here: true })
  t.equal(await opened('known-browser', 'another'), undefined)
  t.match(await opened('sign-in', BROWSER), { is_here: true })
  t.match(await opened('sign-in', 'another'), { is_here: false })
})
