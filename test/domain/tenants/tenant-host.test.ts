import t from 'tap'
import { createTenant, listTenants, updateTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { hostFault, isHostOf, isSameHost, tenantAtHost } from '../../../src/domain/tenants/tenant-host.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { PUBLIC_URL, startServer } from '../../helpers/fixtures.ts'

const HOST = 'login.acme.example'

const stated = (id: string, host: string | undefined) =>
  ({ id, name: undefined, type: undefined, host, policy: {} }) as const

t.test('RFC 9110 §4.2.2: a host is a name, with a port where it is not that of https', async (t) => {
  for (const host of [undefined, '', HOST, 'LOGIN.Acme.Example', 'a.example:8443', 'xn--bcher-kva.example']) {
    t.equal(hostFault(host, PUBLIC_URL), undefined, String(host))
  }
  for (const host of [
    'https://a.example',
    'a.example/',
    'a.example/path',
    'a.example.',
    '.example',
    'a..example',
    '-a.example',
    'a-.example',
    'a b.example',
    'bücher.example',
    'user@a.example',
    '10.0.0.1',
    '[::1]',
    '0x7f.1',
    'a.example:443',
    'a.example:0443',
    'a.example:99999',
    'a.example:',
    '*.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
  ]) {
    t.match(hostFault(host, PUBLIC_URL), 'must be a name such as', host)
  }
  t.match(hostFault('LOCALHOST:3000', PUBLIC_URL), 'is that of PUBLIC_URL')
  t.equal(isHostOf(PUBLIC_URL, 'localhost:3000'), true)
  for (const host of ['host:3000', '', 'localhost', 'localhost:30000']) t.notOk(isHostOf(PUBLIC_URL, host))
})

t.test(
  'Discovery 1.0 §3: the issuer of a tenant with a host ends in a slash, its addresses have one',
  async (t) => {
    const { deps } = await startServer(t)
    const made = await createTenant(deps, { ...stated('acme', 'Login.Acme.Example'), name: 'Acme' })
    t.match(made, {
      host: HOST,
      issuer: `https://${HOST}/`,
      base: `https://${HOST}`,
      origin: `https://${HOST}`,
    })
    t.same(
      (await listTenants(deps)).map(({ id, host }) => [id, host]),
      [
        ['acme', HOST],
        ['default', undefined],
        ['other', undefined],
      ],
    )
    t.match(await updateTenant(deps, { ...stated('acme', undefined), name: 'Acme Ltd' }), { host: HOST })
    t.match(await updateTenant(deps, stated('acme', 'second.example')), { issuer: 'https://second.example/' })
    t.match(await updateTenant(deps, stated('default', HOST)), { host: HOST }, 'which is free again')
    const none = await updateTenant(deps, stated('acme', ''))
    t.match(none, { host: undefined, issuer: `${PUBLIC_URL}/api/oidc/acme`, origin: PUBLIC_URL })
    t.ok(isSameHost('', none.host) && isSameHost(undefined, HOST) && isSameHost('LOGIN.acme.example', HOST))
    t.notOk(isSameHost('', HOST) || isSameHost(HOST, undefined))
  },
)

t.test('Tenants: a host is one tenant’s, and a change that is refused changes nothing', async (t) => {
  const { deps } = await startServer(t)
  await updateTenant(deps, stated('default', HOST))
  await updateTenant(deps, stated('other', 'other.example'))
  const taken = { name: 'Refusal', reason: 'exists', message: /login.acme.example .* tenant default already/ }
  await t.rejects(updateTenant(deps, { ...stated('other', HOST), name: 'Renamed' }), taken)
  await t.rejects(createTenant(deps, { ...stated('third', HOST), name: 'Third' }), taken)
  const faulty = { name: 'Refusal', reason: 'faulty', message: /must be a name/ }
  await t.rejects(createTenant(deps, { ...stated('third', 'a b'), name: 'Third' }), faulty)
  await t.rejects(updateTenant(deps, stated('other', 'a b')), faulty)
  t.match(await listTenants(deps), [
    { id: 'default', host: HOST },
    { id: 'other', host: 'other.example', name: 'Other' },
  ])
  t.equal((await listTenants(deps)).length, 2)
})

t.test('RFC 9110 §7.2: the tenant of a host, in whatever way the name is written', async (t) => {
  const { deps } = await startServer(t)
  const at = async (host: string) => (await tenantAtHost(deps, await deps.cache.current(), host))?.tenant_id
  t.equal(await at(HOST), undefined)
  await updateTenant(deps, stated('default', HOST))
  await updateTenant(deps, stated('other', 'other.example:8443'))
  for (const host of [HOST, HOST.toUpperCase(), `${HOST}.`, `${HOST}:443`, `${HOST}.:443`]) {
    t.equal(await at(host), 'default', host)
  }
  t.equal(await at('OTHER.example:8443'), 'other')
  for (const host of [`${HOST}:8443`, 'other.example', `x.${HOST}`, `${HOST}..`, `${HOST}, a.example`, '']) {
    t.equal(await at(host), undefined, host)
  }
  await updateTenant(deps, stated('default', ''))
  t.equal(await at(HOST), undefined, 'no longer')
})

t.test('Tenants: a host that was made up reaches the database only where it could be one', async (t) => {
  const { deps } = await startServer(t)
  const { db, ran } = countingDb(deps.db)
  const parsed = await deps.cache.current()
  for (const host of ['evil.example', 'evil.example', '127.0.0.1:3000', "a'b"]) {
    await tenantAtHost({ db }, parsed, host)
  }
  t.same(ran, ['read'], 'no tenant has one')
})
