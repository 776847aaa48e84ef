/**
 * Discovery and the key set as the plans for the configuration, for dynamic registration and for logout judge them.
 */
import t, { type Test } from 'tap'
import { givenPolicy } from '../helpers/enrolment.ts'
import { startServer } from '../helpers/fixtures.ts'
import { keySetFaults, metadataFaults } from '../helpers/metadata-rules.ts'

async function published(t: Test) {
  const server = await startServer(t, { public_url: 'https://login.example.org' })
  await givenPolicy(server, {
    client_registration: 'open',
    client_id_metadata_documents: true,
    id_token_signed_response_alg: 'RS256',
  })
  const url = `${server.issuer}/.well-known/openid-configuration`
  const get = (address: string) => server.app.inject({ url: new URL(address).pathname })
  const document = await get(url)
  return { server, url, document, keys: await get(document.json().jwks_uri) }
}

t.test(
  'Conformance oidcc-discovery-endpoint-verification: no fault, no warning, nothing skipped',
  async (t) => {
    const { url, document, keys } = await published(t)
    for (const reply of [document, keys]) {
      t.equal(reply.statusCode, 200)
      t.match(reply.headers['content-type'], /^application\/json/)
    }
    t.same(metadataFaults(url, document.json()), [])
    t.same(keySetFaults(keys.json()), [])
    t.match(
      keys.json().keys[0],
      { kty: 'RSA', alg: 'RS256', use: 'sig' },
      'the one that a client gets by default',
    )
  },
)

t.test('Conformance: these judges find what is wrong', async (t) => {
  const { url, document, keys } = await published(t)
  const metadata = document.json()
  for (const [changes, fault] of [
    [{ vendor_endpoint: 'https://login.example.org/x' }, 'W: vendor_endpoint is known to nobody'],
    [{ userinfo_endpoint: undefined }, 'W: userinfo_endpoint is missing'],
    [{ token_endpoint: 'http://login.example.org/token' }, 'F: token_endpoint is no url'],
    [{ claims_parameter_supported: 'true' }, 'F: claims_parameter_supported is no boolean'],
    [{ subject_types_supported: ['public', 'pairwise', 'own'] }, 'F: subject_types_supported has own'],
    [
      { id_token_signing_alg_values_supported: ['ES256'] },
      'F: id_token_signing_alg_values_supported lacks RS256',
    ],
    [{ ui_locales_supported: ['en-gb'] }, 'W: en-gb is not written so'],
    [
      { issuer: 'https://login.example.org/other' },
      `F: https://login.example.org/other is not where ${url} is`,
    ],
  ] as const) {
    t.ok(metadataFaults(url, JSON.parse(JSON.stringify({ ...metadata, ...changes }))).includes(fault), fault)
  }
  const [key] = keys.json().keys
  for (const [bad, fault] of [
    [{ ...key, d: 'x' }, `F: ${key.kid} has d`],
    [{ ...key, kid: undefined }, 'F: a key without kid'],
    [{ ...key, n: 'AA==' }, `F: ${key.kid}: n is padded`],
    [key, 'F: two keys of one kid'],
  ] as const) {
    t.ok(keySetFaults({ keys: [key, bad] }).includes(fault), fault)
  }
})
