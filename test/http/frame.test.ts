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
  const { tenant, config, languages } = await (await startServer(t)).tenant()
  const policy = {
    ...tenant.policy,
    policy_uri: 'https://n.example/privacy',
    tos_uri: 'https://n.example/terms',
  }
  t.match(tenantFrame({ config, languages, tenant: { ...tenant, policy } }, assets), {
    host: 'localhost:3000',
    tenant: {
      name: 'Northlight',
      style_url: 'http://localhost:3000/api/oidc/default/tenant.css?accent=0f5c4c',
      privacy_url: 'https://n.example/privacy',
      terms_url: 'https://n.example/terms',
    },
  })
})

t.test('Frame: a page of no tenant is Vignette’s, and shows the address all the same', async (t) => {
  const config = testConfig({ public_url: 'https://login.example.org' })
  const frame = plainFrame({ config, languages: { catalogues: CATALOGUES, reader: NOBODY } }, assets)
  t.match(frame, { host: 'login.example.org', tenant: { name: 'Vignette', style_url: undefined } })
  t.equal(frame.asset('style.css'), assets.url('style.css'))
})
