import t from 'tap'
import { overview } from '../../src/dev/overview.ts'
import { findShown, showClient } from '../../src/dev/shown-client.ts'
import { givenRp } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'

async function shownOf(options: Parameters<typeof givenRp>[1]) {
  const server = await startServer(t)
  await givenRp(server, options)
  const tenants = await overview(server.deps)
  const found = findShown(tenants, { tenant_id: 'default', client_id: 'rp' })
  if (!found) throw new Error('the client is not there')
  const shown = showClient(server.deps, found)
  const library = (id: string) => shown.libraries.find((library) => library.id === id)
  return { tenants, shown, library }
}

t.test('Dev mode: only a client that is there, in the tenant that is named, is shown', async (t) => {
  const { tenants } = await shownOf({})
  t.equal(findShown(tenants, { tenant_id: 'default', client_id: 'nobody' }), undefined)
  t.equal(findShown(tenants, { tenant_id: 'other', client_id: 'rp' }), undefined)
  t.equal(findShown(tenants, { tenant_id: ['default'], client_id: 'rp' }), undefined)
})

t.test(
  'RFC 6749 §2.3: a confidential client has a secret, and the method that it is registered for',
  async (t) => {
    const { shown, library } = await shownOf({
      metadata: { token_endpoint_auth_method: 'client_secret_post' },
    })
    t.equal(shown.kind, 'confidential, has a secret')
    t.match(shown.new_secret, /client update \\\n {2}--tenant default --id rp \\\n {2}--new-secret$/)
    t.match(library('spring-boot')?.text, 'client-authentication-method: client_secret_post')
    t.match(library('keycloak')?.text, '"clientAuthMethod": "client_secret_post"')
  },
)

t.test('RFC 6749 §2.3.1: who is registered for no method uses HTTP Basic', async (t) => {
  const { library } = await shownOf({})
  t.match(library('auth-js')?.text, "token_endpoint_auth_method: 'client_secret_basic'")
})

t.test(
  'RFC 6749 §2.1: a public client has no secret, and a broker that wants one gets no lines',
  async (t) => {
    const { shown, library } = await shownOf({ client_type: 'public' })
    t.equal(shown.kind, 'public, PKCE')
    t.equal(shown.new_secret, undefined)
    t.match(library('spring-boot')?.text, 'client-authentication-method: none')
    t.equal(library('keycloak')?.text, undefined)
    t.equal(library('keycloak')?.allow, undefined)
  },
)

t.test('RFC 6749 §3.1.2.2: where the client may not come back to yet, a command lets it', async (t) => {
  const registered = ['http://localhost:8000/auth/callback', 'https://rp.example/?a=1&b=2']
  const { library } = await shownOf({ metadata: { redirect_uris: registered } })
  t.equal(library('authlib')?.allow, undefined)
  t.equal(
    library('spring-boot')?.allow,
    [
      'npm run -s vignette -- client update',
      '--tenant default --id rp',
      '--redirect-uri http://localhost:8000/auth/callback',
      "--redirect-uri 'https://rp.example/?a=1&b=2'",
      '--redirect-uri http://localhost:8080/login/oauth2/code/vignette',
    ].join(' \\\n  '),
  )
})

t.test('OpenID Connect Core §9: for a client that signs there are no lines', async (t) => {
  const signing = await shownOf({ metadata: { token_endpoint_auth_method: 'client_secret_jwt' } })
  t.equal(signing.shown.kind, 'confidential, signs with its secret')
  t.match(signing.shown.new_secret, /--new-secret$/)
  t.equal(signing.library('openid-client')?.text, undefined)
  const keyed = await shownOf({ metadata: { token_endpoint_auth_method: 'private_key_jwt' } })
  t.equal(keyed.shown.kind, 'confidential, signs with a key of its own')
  t.equal(keyed.shown.new_secret, undefined)
})
