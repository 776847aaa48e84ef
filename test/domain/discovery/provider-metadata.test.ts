import t from 'tap'
import { ASSERTION_ALGORITHMS } from '../../../src/domain/clients/assertion-algorithms.ts'
import { ProviderMetadata, providerMetadata } from '../../../src/domain/discovery/provider-metadata.ts'
import { readSettings } from '../../../src/domain/settings.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { openRegistration } from '../../helpers/registration.ts'

const METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt']

t.test('Discovery §3: what a tenant says of itself', async (t) => {
  const server = await startServer(t)
  await openRegistration(server, {
    client_id_metadata_documents: true,
    id_token_signed_response_alg: 'RS256',
  })
  const { languages, mail, tenant } = await server.tenant()
  const metadata = providerMetadata({ languages, mail, tenant })
  t.same(readSettings(ProviderMetadata, metadata), metadata)
  t.same(Object.keys(metadata).sort(), Object.keys(ProviderMetadata.properties).sort())
  const endpoints = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name))
  for (const [name, address] of endpoints) t.ok(String(address).startsWith(`${tenant.issuer}/`), name)
  t.match(metadata, {
    issuer: tenant.issuer,
    response_types_supported: [
      'code',
      'id_token',
      'id_token token',
      'code id_token',
      'code token',
      'code id_token token',
    ],
    response_modes_supported: ['query', 'fragment', 'form_post', 'web_message'],
    subject_types_supported: ['public', 'pairwise'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: METHODS,
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: METHODS.slice(1),
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    device_authorization_endpoint: `${tenant.issuer}/device_authorization`,
    grant_types_supported: [
      'authorization_code',
      'implicit',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    pushed_authorization_request_endpoint: `${tenant.issuer}/par`,
    claims_parameter_supported: true,
    ui_locales_supported: ['en', 'ar', 'de', 'es', 'fr'],
  })
  t.ok(metadata.id_token_signing_alg_values_supported.includes('RS256'), 'Core §15.1')
  t.ok(metadata.scopes_supported.includes('openid'))
  for (const [name, values] of Object.entries(metadata)) {
    if (!name.endsWith('_signing_alg_values_supported')) continue
    t.ok((values as string[]).includes('RS256'), name)
    t.notOk((values as string[]).includes('none'), name)
  }
})

t.test('RFC 7591 §3: the registration endpoint is named where clients may register', async (t) => {
  const { languages, mail, tenant } = await (await startServer(t)).tenant()
  const metadataOf = (changes: object) =>
    providerMetadata({ languages, mail, tenant: { ...tenant, policy: { ...tenant.policy, ...changes } } })
  const registration_endpoint = `${tenant.issuer}/register`
  for (const client_registration of ['token', 'open']) {
    t.match(metadataOf({ client_registration }), { registration_endpoint })
  }
  const closed = metadataOf({})
  for (const name of ['registration_endpoint', 'client_id_metadata_document_supported']) {
    t.notOk(Object.hasOwn(closed, name), name)
  }
  t.match(metadataOf({ client_id_metadata_documents: true }), { client_id_metadata_document_supported: true })
})

t.test('Initiating User Registration §4.1: prompt=create is named where people may sign up', async (t) => {
  const deps = await (await startServer(t)).tenant()
  const { tenant } = deps
  const policy = { ...tenant.policy, self_registration: true }
  const valuesOf = (changes: object) =>
    providerMetadata({ ...deps, tenant: { ...tenant, ...changes } }).prompt_values_supported
  t.same(valuesOf({}), ['none', 'login', 'consent', 'select_account'])
  t.same(valuesOf({ policy }), ['none', 'login', 'consent', 'select_account', 'create'])
  t.notOk(valuesOf({ policy, type: '2fa' }).includes('create'))
})

t.test('Core §2, §5.5.1.1: the values of acr that a person can sign in with here', async (t) => {
  const { languages, mail, tenant } = await (await startServer(t)).tenant()
  const valuesOf = (send_link: boolean) => {
    const policy = { ...tenant.policy, send_link }
    return providerMetadata({ languages, mail, tenant: { ...tenant, policy } }).acr_values_supported
  }
  t.same(valuesOf(true), ['urn:vignette:acr:passcode', 'urn:vignette:acr:mail'])
  t.same(valuesOf(false), ['urn:vignette:acr:passcode'])
})
