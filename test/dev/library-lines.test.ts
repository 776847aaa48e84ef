import { stripTypeScriptTypes } from 'node:module'
import t from 'tap'
import { LIBRARIES, type Registered } from '../../src/dev/library-lines.ts'
import { providerMetadata } from '../../src/domain/discovery/provider-metadata.ts'
import { startServer } from '../helpers/fixtures.ts'

const METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const

async function givenProvider() {
  const server = await startServer(t)
  return providerMetadata(await server.tenant())
}

const linesOf = (id: string, registered: Registered): string => {
  const library = LIBRARIES.find((library) => library.id === id)
  if (!library) throw new Error(`no library ${id}`)
  return library.lines(registered, library.redirect_uri)
}

t.test('OpenID Connect Core 1.0 §9: every library is told issuer, client and method', async (t) => {
  const provider = await givenProvider()
  for (const { id } of LIBRARIES) {
    for (const method of METHODS) {
      const text = linesOf(id, { client_id: 'notes', method, provider })
      t.match(text, provider.issuer, `${id} ${method}`)
      t.match(text, /(["'])notes\1/, `${id} ${method}`)
      if (id !== 'openid-client') t.match(text, method, `${id} ${method}`)
      if (id !== 'keycloak')
        t.equal(text.includes('VIGNETTE_CLIENT_SECRET'), method !== 'none', `${id} ${method}`)
    }
  }
})

t.test('RFC 8414 §2: over TLS the Node library is not told to do without', async (t) => {
  const provider = await givenProvider()
  const secure = { ...provider, issuer: 'https://login.example/api/oidc/default' }
  const allowance = 'allowInsecureRequests'
  t.match(linesOf('openid-client', { client_id: 'a', method: 'none', provider }), allowance)
  t.notMatch(linesOf('openid-client', { client_id: 'a', method: 'none', provider: secure }), allowance)
})

t.test('ECMA-404 §9: what a client is called breaks out of no string', async (t) => {
  const provider = await givenProvider()
  const client_id = 'a"b\\c\'d'
  for (const id of ['openid-client', 'auth-js']) {
    const text = linesOf(id, { client_id, method: 'none', provider })
    t.doesNotThrow(() => stripTypeScriptTypes(text), id)
    t.match(text, String.raw`'a\"b\\c\'d'`, id)
  }
  const broker = JSON.parse(linesOf('keycloak', { client_id, method: 'client_secret_post', provider }))
  t.equal(broker.config.clientId, client_id)
  t.equal(broker.config.tokenUrl, provider.token_endpoint)
})
