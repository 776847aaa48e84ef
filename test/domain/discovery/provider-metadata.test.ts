import t from 'tap'
import { Check } from 'typebox/value'
import { ProviderMetadata, providerMetadata } from '../../../src/domain/discovery/provider-metadata.ts'
import { startServer } from '../../helpers/fixtures.ts'

t.test('Discovery §3: what a tenant says of itself', async (t) => {
  const { languages, tenant } = await (await startServer(t)).tenant()
  const metadata = providerMetadata({ languages, tenant })
  t.ok(Check(ProviderMetadata, metadata))
  t.same(Object.keys(metadata).sort(), Object.keys(ProviderMetadata.properties).sort())
  const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name))
  for (const [name, address] of endpoints) t.ok(String(address).startsWith(`${tenant.issuer}/`), name)
  t.match(metadata, {
    issuer: tenant.issuer,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    request_uri_parameter_supported: false,
    claims_parameter_supported: false,
    ui_locales_supported: ['en', 'ar', 'de', 'es', 'fr'],
  })
  t.ok(metadata.id_token_signing_alg_values_supported.includes('RS256'), 'Core §15.1')
  t.ok(metadata.scopes_supported.includes('openid'))
})

t.test('Initiating User Registration §4.1: prompt=create is named where people may sign up', async (t) => {
  const { languages, tenant } = await (await startServer(t)).tenant()
  const policy = { ...tenant.policy, self_registration: true }
  const valuesOf = (changes: object) =>
    providerMetadata({ languages, tenant: { ...tenant, ...changes } }).prompt_values_supported
  t.same(valuesOf({}), ['none', 'login', 'consent', 'select_account'])
  t.same(valuesOf({ policy }), ['none', 'login', 'consent', 'select_account', 'create'])
  t.notOk(valuesOf({ policy, type: '2fa' }).includes('create'))
})
