import t from 'tap'
import { makeGuardedFetch } from '../../src/outgoing/guarded-fetch.ts'
import { makeUpstream, type UpstreamClient } from '../../src/outgoing/upstream-provider.ts'
import { CODE_CHALLENGE, CODE_VERIFIER } from '../helpers/authorization.ts'
import { START } from '../helpers/fixtures.ts'
import { UPSTREAM_SECRET, upstreamProvider } from '../helpers/upstream-provider.ts'

const BOUND = {
  redirect_uri: 'https://us.example/connections/callback/corporate',
  state: 'S'.repeat(64),
  nonce: 'N'.repeat(43),
  code_verifier: CODE_VERIFIER,
}

const DEPARTURE = { ...BOUND, scope: 'openid', login_hint: undefined, prompt: undefined, max_age: undefined }

async function scene(t: Parameters<typeof upstreamProvider>[0]) {
  const clock = { seconds: START }
  const provider = await upstreamProvider(t, { clock })
  const upstream = makeUpstream(makeGuardedFetch(['127.0.0.1']), () => clock.seconds)
  const client: UpstreamClient = {
    issuer: provider.issuer,
    client_id: 'vignette',
    client_secret: UPSTREAM_SECRET,
    token_endpoint_auth_method: 'client_secret_basic',
  }
  return { clock, provider, upstream, client }
}

/** @returns what the browser brings back */
async function back({ provider, upstream, client }: Awaited<ReturnType<typeof scene>>) {
  const left = await upstream.authorizationUrl(client, DEPARTURE)
  if (left.fault !== undefined) throw new Error(left.detail)
  return { ...BOUND, parameters: new URL(provider.signIn(left.url)).searchParams }
}

t.test('Core §3.1.2.1: the address of the provider, with all that is asked', async (t) => {
  const { upstream, client, provider } = await scene(t)
  const asked = { ...DEPARTURE, login_hint: 'ann@corp.example', prompt: 'login', max_age: 0 }
  const { url } = (await upstream.authorizationUrl(client, asked)) as { url: string }
  const { origin, searchParams } = new URL(url)
  t.equal(origin, provider.issuer)
  t.same(
    Object.fromEntries(searchParams),
    {
      theirs: '1',
      response_type: 'code',
      client_id: 'vignette',
      redirect_uri: BOUND.redirect_uri,
      scope: 'openid',
      state: BOUND.state,
      nonce: BOUND.nonce,
      login_hint: 'ann@corp.example',
      prompt: 'login',
      max_age: '0',
      code_challenge: CODE_CHALLENGE,
      code_challenge_method: 'S256',
    },
    'and no code_verifier',
  )
})

t.test('Discovery §4: the discovery document is asked for once an hour', async (t) => {
  const given = await scene(t)
  const { clock, provider, upstream, client } = given
  for (let i = 0; i < 3; i += 1) await upstream.authorizationUrl(client, DEPARTURE)
  t.equal(provider.asked.length, 1)
  clock.seconds += 3600
  await upstream.authorizationUrl(client, DEPARTURE)
  t.equal(provider.asked.length, 2)
})

t.test('Core §3.1.3.7: the claims of an ID token that holds, by this server’s clock', async (t) => {
  const given = await scene(t)
  given.provider.lies.id_token = { name: 'Ann' }
  const told = await given.upstream.claims(given.client, await back(given))
  t.match(told, { fault: undefined, claims: { sub: 'ann there', name: 'Ann', iss: given.provider.issuer } })
  given.provider.lies.id_token = { exp: START - 31 }
  t.match(await given.upstream.claims(given.client, await back(given)), { fault: 'invalid' })
})

t.test('RFC 9207 §2.4: a provider that does not announce iss need not send it', async (t) => {
  const given = await scene(t)
  given.provider.lies.metadata = { authorization_response_iss_parameter_supported: undefined }
  const came = await back(given)
  came.parameters.delete('iss')
  t.match(await given.upstream.claims(given.client, came), { fault: undefined })
  const mixed_up = await back(given)
  mixed_up.parameters.set('iss', 'https://evil.example')
  t.match(
    await given.upstream.claims(given.client, mixed_up),
    { fault: 'invalid' },
    'but if it does, it counts',
  )
})

t.test('RFC 6749 §5.2, Discovery §4: each fault has its name, and a detail for the log', async (t) => {
  const given = await scene(t)
  const { upstream, client, provider } = given
  const nowhere = { ...client, issuer: 'http://127.0.0.1:1' }
  t.match(await upstream.authorizationUrl(nowhere, DEPARTURE), {
    fault: 'unreachable',
    detail: 'unreachable: ECONNREFUSED',
  })
  const privately = { ...client, issuer: 'http://10.0.0.1' }
  t.match(await upstream.claims(privately, { ...BOUND, parameters: new URLSearchParams() }), {
    fault: 'unreachable',
    detail: /^address-refused/,
  })
  const wrong = { ...client, client_secret: 'wrong' }
  t.match(await upstream.claims(wrong, await back(given)), { fault: 'refused', detail: 'invalid_client' })
  provider.lies.id_token = { nonce: 'another' }
  t.match(await upstream.claims(client, await back(given)), { fault: 'invalid', detail: /nonce/ })
  const denied = new URLSearchParams({ error: 'access_denied', state: BOUND.state, iss: provider.issuer })
  t.match(await upstream.claims(client, { ...BOUND, parameters: denied }), { fault: 'denied' })
  const parameters = new URLSearchParams({
    error: 'login_required',
    state: BOUND.state,
    iss: provider.issuer,
  })
  t.match(await upstream.claims(client, { ...BOUND, parameters }), {
    fault: 'refused',
    detail: 'login_required',
  })
})
