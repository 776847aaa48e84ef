/**
 * Another implementation as the provider where people sign in: oidc-provider, over HTTP, with the pages that it brings for
 * development.
 */
import { createServer, type RequestListener } from 'node:http'
import t, { type Test } from 'tap'
import { createConnection } from '../../src/domain/connections/connection-administration.ts'
import { answerOf, Browser, givenRp } from '../helpers/authorization.ts'
import { allUpstreamAccounts, allUsers, onwardOf } from '../helpers/connections.ts'
import { startServer, type TestServer } from '../helpers/fixtures.ts'
import { freePort } from '../helpers/listening.ts'
import { openServer } from '../helpers/open-server.ts'

const SECRET = 'a secret of both, long enough for anybody'

/** It comes without types. */
const LIBRARY: string = 'oidc-provider'

type Library = Readonly<{
  default: new (issuer: string, settings: object) => { callback: () => RequestListener }
}>

async function provider(t: Test, { issuer: ours }: TestServer): Promise<string> {
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const { default: Provider } = (await import(LIBRARY)) as Library
  const theirs = new Provider(issuer, {
    clients: [
      {
        client_id: 'vignette',
        client_secret: SECRET,
        redirect_uris: [`${ours}/connections/callback/elsewhere`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        name: 'Ann Elsewhere',
        preferred_username: id,
        email: `${id}@corp.example`,
        email_verified: true,
      }),
    }),
  })
  await openServer(t, createServer(theirs.callback()), 'localhost', port)
  return issuer
}

/** A browser at their pages: it keeps their cookies, and comes to where they send it back to. */
async function signInThere(url: string): Promise<string> {
  const cookies = new Map<string, string>()
  const visit = async (address: string, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(address, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    })
    for (const each of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      cookies.set(name, value)
    }
    return reply
  }
  let address = url
  for (let step = 0; step < 12 && !address.includes('/connections/callback/'); step += 1) {
    const reply = await visit(address)
    const next = reply.headers.get('location') ?? (await submit(visit, address, await reply.text()))
    address = new URL(next, address).href
  }
  return address
}

/** Their form, for signing in or for agreeing. */
async function submit(
  visit: (address: string, form: Record<string, string>) => Promise<Response>,
  address: string,
  page: string,
): Promise<string> {
  const [, prompt = ''] = /name="prompt" value="(\w+)"/.exec(page) ?? []
  const [, action = ''] = /<form[^>]* action="([^"]+)"/.exec(page) ?? []
  const reply = await visit(new URL(action, address).href, { prompt, login: 'ann', password: 'any' })
  return String(reply.headers.get('location'))
}

t.test('OpenID Connect Core 1.0 §3.1: people of oidc-provider sign in here', async (t) => {
  const server = await startServer(t, { allow_private_fetch: ['localhost'] })
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await givenRp(server)
  await createConnection(await server.tenant(), {
    id: 'elsewhere',
    type: 'oidc',
    client_secret: SECRET,
    settings: {
      issuer: await provider(t, server),
      client_id: 'vignette',
      token_endpoint_auth_method: 'client_secret_post',
      create_people: true,
    },
  })
  const browser = new Browser(server)
  for (const prompt of [undefined, 'login']) {
    const start = await browser.authorize({ connection: 'elsewhere', prompt })
    const departed = await browser.get(String(start.headers['location']))
    const back = await browser.get(await signInThere(String(departed.headers['location'])))
    t.equal(back.statusCode, 200)
    t.ok(answerOf(await browser.get(onwardOf(back)))['code'], `prompt=${prompt}`)
  }
  t.match(await server.db.all(allUsers, {}), [
    { username: 'ann', email: 'ann@corp.example', email_verified: 1, claims: '{"name":"Ann Elsewhere"}' },
  ])
  t.match(await server.db.all(allUpstreamAccounts, {}), [{ connection_id: 'elsewhere', subject: 'ann' }])
})
