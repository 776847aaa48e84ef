import t from 'tap'
import { givenPolicy } from '../helpers/enrolment.ts'
import { startServer } from '../helpers/fixtures.ts'

const ROOT = '/.well-known/oauth-protected-resource/api/oidc/default/userinfo'
const BEHIND = '/api/oidc/default/userinfo/.well-known/oauth-protected-resource'

t.test('RFC 9728 §3.1, §3.2: what userinfo says of itself, before its path and behind it', async (t) => {
  const server = await startServer(t)
  for (const url of [ROOT, BEHIND]) {
    const reply = await server.app.inject(url)
    t.equal(reply.statusCode, 200)
    t.match(reply.headers, {
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': /max-age=300/,
    })
    t.match(reply.json(), {
      resource: `${server.issuer}/userinfo`,
      authorization_servers: [server.issuer],
      jwks_uri: `${server.issuer}/.well-known/jwks`,
      bearer_methods_supported: ['header', 'body'],
      resource_name: 'Northlight',
    })
    t.same(reply.json().scopes_supported, ['openid', 'profile', 'email', 'address', 'phone'])
    t.ok(reply.json().resource_signing_alg_values_supported.includes('ES256'))
    t.notOk(Object.hasOwn(reply.json(), 'resource_policy_uri'))
    t.equal((await server.app.inject({ method: 'OPTIONS', url })).statusCode, 204)
  }
})

t.test('RFC 9728 §2: the tenant’s policy and terms are those of its userinfo', async (t) => {
  const server = await startServer(t)
  const addresses = {
    policy_uri: 'https://northlight.example/policy',
    tos_uri: 'https://northlight.example/terms',
  }
  await givenPolicy(server, addresses)
  t.match((await server.app.inject(ROOT)).json(), {
    resource_policy_uri: addresses.policy_uri,
    resource_tos_uri: addresses.tos_uri,
  })
})

t.test('RFC 9728 §3.2: there is none of a tenant that is not there', async (t) => {
  const server = await startServer(t)
  const reply = await server.app.inject(ROOT.replace('default', 'nobody'))
  t.equal(reply.statusCode, 400)
  t.match(reply.json(), { error: 'invalid_request' })
})

t.test('RFC 9728 §5.1: who comes to userinfo without a token is told where this stands', async (t) => {
  const server = await startServer(t)
  const ask = (path: string) => server.app.inject(`${path}/userinfo?a="`)
  const challenge = String((await ask('/api/oidc/default')).headers['www-authenticate'])
  const url = /^Bearer resource_metadata="([^"]+)"$/.exec(challenge)?.[1] ?? ''
  const { resource } = (await server.app.inject(new URL(url).pathname)).json()
  t.equal(resource, `${server.issuer}/userinfo`)
  const odd = String((await ask('/api/oidc/de"fault')).headers['www-authenticate'])
  t.equal(odd.split('"').length - 1, 6, 'nothing of the address ends the quoted text')
})
