/**
 * What stands around a page.
 */
import t from 'tap'
import { NOBODY } from '../../src/domain/languages.ts'
import { buildAssets } from '../../src/http/assets.ts'
import { plainFrame, tenantFrame } from '../../src/http/frame.ts'
import { startServer, testConfig } from '../helpers/fixtures.ts'
import { CATALOGUES } from '../helpers/words.ts'

const assets = buildAssets(new URL('../../', import.meta.url))

t.test('Frame: a tenant’s page has its name, colour and documents', async (t) => {
  const { tenant, languages } = await (await startServer(t)).tenant()
  const policy = {
    ...tenant.policy,
    policy_uri: 'https://n.example/privacy',
    tos_uri: 'https://n.example/terms',
  }
  t.match(tenantFrame({ languages, tenant: { ...tenant, policy } }, assets), {
    host: 'localhost:3000',
    tenant: {
      name: 'Northlight',
      style_url: `http://localhost:3000/api/oidc/default/style/${assets.hash}-0f5c4c.css`,
      privacy_url: 'https://n.example/privacy',
      terms_url: 'https://n.example/terms',
    },
  })
})

t.test('Frame: a page of no tenant is Vignette’s, and shows the address all the same', async (t) => {
  const config = testConfig({ public_url: 'https://login.example.org' })
  const languages = { catalogues: CATALOGUES, reader: NOBODY }
  const frame = plainFrame({ config, languages }, assets)
  t.match(frame, {
    host: 'login.example.org',
    tenant: { name: 'Vignette', style_url: assets.url('style.css') },
  })
  t.equal(frame.asset('style.css'), assets.url('style.css'))
  t.equal(plainFrame({ config, languages }, assets, 'https://a.example:8443').host, 'a.example:8443')
})

t.test('Frame: in which other languages a page can be had, where it can be had again', async (t) => {
  const { tenant, config, languages } = await (await startServer(t)).tenant()
  const waysAt = (page: string | undefined, chosen = 'en') => {
    const reader = { ...NOBODY, page: () => page, chosen }
    const at = { config, tenant, languages: { ...languages, reader } }
    return [tenantFrame(at, assets), plainFrame(at, assets)].map(({ other_languages }) =>
      other_languages.map(({ url }) => url),
    )
  }
  t.same(waysAt(undefined), [[], []])
  const page = `${tenant.issuer}/recover?a=1`
  const [own = [], plain = []] = waysAt(page, 'de')
  t.equal(own[0], '/api/oidc/default/language/en?page=recover%3Fa%3D1')
  t.equal(plain[0], `${page}&ui_locales=en`)
  t.same([own.length, plain.length], [4, 4])
  t.same(waysAt(`${tenant.issuer}s/recover`)[0], [], 'it is another tenant’s')
})
