import t from 'tap'
import { findClient } from '../../../src/domain/clients/client.ts'
import { parseParameters } from '../../../src/domain/parameters.ts'
import { narrowedResources, parseResources } from '../../../src/domain/resources/resource-parameter.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { givenResources, NOTES, PHOTOS } from '../../helpers/resources.ts'

async function given(metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenResources(server, metadata)
  const deps = await server.tenant()
  const client = await findClient(deps, 'rp')
  if (!client) throw new Error('no client')
  const { tenant } = deps
  const parse = (...sent: string[]) => {
    const query = new URLSearchParams(sent.map((resource) => ['resource', resource]))
    return parseResources(parseParameters(query.toString()), tenant, client)
  }
  return { tenant, parse }
}

t.test('RFC 8707 §2: several resources, each once, and those of the tenant itself', async (t) => {
  const { tenant, parse } = await given()
  t.same(parse(), [])
  t.same(parse(NOTES, PHOTOS, NOTES), [NOTES, PHOTOS])
  t.same(parse(tenant.issuer, `${tenant.issuer}/userinfo`), [tenant.issuer, `${tenant.issuer}/userinfo`])
})

t.test('RFC 8707 §2: what is no absolute URI, or not known, is invalid_target', async (t) => {
  const { parse } = await given()
  for (const sent of ['notes', '/api', '//notes.example', `${NOTES}#a`, `${NOTES} ${PHOTOS}`, 'https:']) {
    t.throws(() => parse(sent), { code: 'invalid_target', reason: 'resource-malformed', detail: { sent } })
  }
  for (const sent of [`${NOTES}/`, NOTES.toUpperCase(), 'urn:example:notes']) {
    const detail = { sent, expected: `${NOTES} ${PHOTOS}` }
    t.throws(() => parse(NOTES, sent), { code: 'invalid_target', reason: 'resource-unknown', detail })
  }
})

t.test('RFC 8707 §2: a client asks for what it may ask for', async (t) => {
  const { tenant, parse } = await given({ resources: [NOTES] })
  t.same(parse(NOTES, tenant.issuer), [NOTES, tenant.issuer])
  const detail = { sent: PHOTOS, expected: NOTES }
  t.throws(() => parse(PHOTOS), { code: 'invalid_target', reason: 'resource-unregistered', detail })
})

t.test('RFC 8707 §2.2: what was granted can be narrowed, and not widened', async (t) => {
  const { tenant } = await given()
  t.same(narrowedResources(tenant, [NOTES, PHOTOS], []), [NOTES, PHOTOS])
  t.same(narrowedResources(tenant, [NOTES, PHOTOS], [PHOTOS]), [PHOTOS])
  t.equal(narrowedResources(tenant, [NOTES], [NOTES, PHOTOS]), undefined)
  t.equal(narrowedResources(tenant, [NOTES], [tenant.issuer]), undefined)
  t.same(narrowedResources(tenant, [], [tenant.issuer]), [tenant.issuer], 'it was granted without a word')
  t.equal(narrowedResources(tenant, [], [NOTES]), undefined)
})
