import t from 'tap'
import {
  audienceOf,
  isForUserinfo,
  isServedBy,
  resourcesOfText,
  resourcesText,
  scopeFor,
  scopesOfResources,
} from '../../../src/domain/resources/resource.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenResources, NOTES, PHOTOS } from '../../helpers/resources.ts'

async function tenant() {
  const server = await startServer(t)
  await givenResources(server)
  return (await server.tenant()).tenant
}

t.test('RFC 9068 §3: whom a token is for, and userinfo where nobody is named', async (t) => {
  const here = await tenant()
  t.equal(audienceOf(here, []), here.issuer)
  t.equal(audienceOf(here, [NOTES]), NOTES)
  t.same(audienceOf(here, [NOTES, PHOTOS]), [NOTES, PHOTOS])
  const cases: [string[], boolean][] = [
    [[], true],
    [[here.issuer], true],
    [[NOTES, `${here.issuer}/userinfo`], true],
    [[NOTES], false],
  ]
  for (const [resources, expected] of cases) t.equal(isForUserinfo(here, resources), expected)
})

t.test('RFC 8707 §2.2: scopes belong to their resources', async (t) => {
  const here = await tenant()
  t.same(scopesOfResources(here, [NOTES]), new Set(['notes.read', 'notes.write']))
  t.same(scopesOfResources(here, []), new Set())
  const asked = new Set(['openid', 'notes.read', 'photos', 'of-its-own'])
  t.same(scopeFor(here, asked, [PHOTOS]), new Set(['openid', 'photos', 'of-its-own']))
  t.same(scopeFor(here, asked, []), asked)
})

t.test('RFC 7662 §4: the client that is a resource, and no other', async (t) => {
  const here = await tenant()
  t.ok(isServedBy(here, [PHOTOS, NOTES], 'notes'))
  t.notOk(isServedBy(here, [PHOTOS], 'notes'))
  t.notOk(isServedBy(here, [NOTES], 'rp'))
})

t.test('RFC 8707 §2: as they stand in a row', async (t) => {
  t.same(resourcesOfText(''), [])
  t.same(resourcesOfText(resourcesText([NOTES, PHOTOS])), [NOTES, PHOTOS])
})
