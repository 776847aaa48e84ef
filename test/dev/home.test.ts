import { readFileSync, rmSync } from 'node:fs'
import t from 'tap'
import { buildDevApp } from '../../src/dev/dev.ts'
import { queueMail } from '../../src/domain/mail/outbox.ts'
import { givenPerson, givenRp } from '../helpers/authorization.ts'
import { DemoBrowser, devServer, textOf } from '../helpers/dev-server.ts'
import { startServer } from '../helpers/fixtures.ts'
import { LETTERS } from '../helpers/letters.ts'

const authorizeUrl = (parameters: Record<string, string>) =>
  `/api/oidc/default/authorize?${new URLSearchParams({ response_type: 'code', scope: 'openid', ...parameters })}`

t.test('OpenID Connect Discovery 1.0 §4: the first page says where to point an application', async (t) => {
  const { app, issuer, url } = await devServer(t)
  const { payload } = await app.inject({ url: '/' })
  const text = textOf(payload)
  t.match(text, 'Vignette is running')
  t.match(text, `Issuer ${issuer}`)
  t.match(payload, `href="${issuer}/.well-known/openid-configuration"`)
  t.match(payload, `href="${issuer}/.well-known/jwks"`)
  t.match(text, `Comes back to ${url}/demo/callback`)
  t.match(payload, `href="${url}/demo"`)
  for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks']) {
    t.equal((await app.inject({ url: new URL(issuer + path).pathname })).statusCode, 200, path)
  }
})

t.test('Dev mode: the first page says what is here, and whose it is', async (t) => {
  const dev = await devServer(t)
  await givenRp(dev, { client_id: 'harbour-notes', tenant_id: 'other' })
  await givenPerson(dev, 'grace')
  const text = textOf((await dev.app.inject({ url: '/' })).payload)
  t.match(text, 'Tenants default, other')
  t.match(text, 'Clients demo, harbour-notes (other)')
  t.match(text, 'Users ada, grace')
})

t.test(
  'Dev mode: another client can be chosen, and whatever is chosen that is not there is not shown',
  async (t) => {
    const dev = await devServer(t)
    await givenRp(dev, { client_id: 'harbour & notes', tenant_id: 'other' })
    const first = (await dev.app.inject({ url: '/' })).payload
    t.match(textOf(first), 'Connect your application as demo')
    const chosen = '/?tenant=other&amp;client=harbour+%26+notes#connect'
    t.match(first, `href="${chosen}"`)
    const second = (await dev.app.inject({ url: chosen.replace('&amp;', '&').replace('#connect', '') }))
      .payload
    t.match(textOf(second), 'Connect your application as harbour &amp; notes')
    t.match(textOf(second), `Issuer ${dev.url}/api/oidc/other Discovery`)
    t.match(second, `href="${chosen}" aria-current="true"`)
    const third = (await dev.app.inject({ url: '/?tenant=other&client=demo' })).payload
    t.match(textOf(third), 'Connect your application as demo')
  },
)

t.test('Dev mode: the first page tells the last three mails', async (t) => {
  const dev = await devServer(t)
  const deps = await dev.tenant()
  for (const name of ['a', 'b', 'c', 'd']) {
    await deps.db.transaction((tx) => queueMail(deps, tx, { ...LETTERS.recover, to: `${name}@example.com` }))
    dev.clock.seconds += 1
  }
  const text = textOf((await dev.app.inject({ url: '/' })).payload)
  t.match(text, /Mails 4 .* to d@example\.com .* to c@example\.com .* to b@example\.com/)
  t.notMatch(text, 'a@example.com')
})

t.test(
  'RFC 6749 §4.1.2.1: the first page tells the last requests, refused or not, and no secret',
  async (t) => {
    const dev = await devServer(t)
    t.match(textOf((await dev.app.inject({ url: '/' })).payload), 'Last requests None yet.')
    await new DemoBrowser(dev).signInAsAda()
    const secret = { state: 'a-state-of-the-application' }
    await dev.app.inject(authorizeUrl({ client_id: 'nobody', ...secret }))
    await dev.app.inject({
      method: 'POST',
      url: new URL(`${dev.issuer}/token`).pathname,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'client_id=demo&grant_type=authorization_code&code=a-code-that-is-wrong',
    })
    const { payload } = await dev.app.inject({ url: '/' })
    const text = textOf(payload).replace(/.* Last requests/, '')
    t.match(
      text,
      /token demo refused invalid_grant , because [a-z-]+ .* authorize client not known refused [a-z_]+ , because client-unknown .* token demo code redeemed .* authorize demo code given/,
    )
    const { request_id } = dev.notices.at(-1) ?? {}
    t.ok(request_id)
    t.match(text, `request ${request_id}`)
    t.notMatch(payload, /a-code-that-is-wrong|a-state-of|Older:/)
    for (let count = 0; count < 60; count += 1) await dev.app.inject(authorizeUrl({ client_id: 'nobody' }))
    const full = await dev.app.inject({ url: '/' })
    t.match(textOf(full.payload), 'Older: 40')
    t.ok(full.rawPayload.length < 60 * 1024, 'under 60 KB')
  },
)

t.test(
  'Dev mode: the picture of the sample is the very file, and while it is gone nobody is sent to it',
  async (t) => {
    const { app, person } = await devServer(t)
    const page = await app.inject({ url: '/' })
    t.match(page.payload, '/dev/ada.png')
    t.match(textOf(page.payload), `PIN ${person.pin}`)
    t.match(textOf(page.payload), 'can read every mail and sign in as ada')
    const picture = await app.inject({ url: '/dev/ada.png' })
    t.equal(picture.headers['content-type'], 'image/png')
    t.same(picture.rawPayload, readFileSync(person.picture_file))

    rmSync(person.picture_file)
    const without = (await app.inject({ url: '/' })).payload
    t.notMatch(without, '/dev/ada.png')
    t.notMatch(without, person.pin)
    t.match(textOf(without), 'Anyone who reaches it can read every mail.')
    t.equal((await app.inject({ url: '/dev/ada.png' })).statusCode, 404)
  },
)

t.test('Dev mode: without a sample there is nobody to be, and no picture', async (t) => {
  const { deps, issuer } = await startServer(t)
  const app = await buildDevApp(deps, { demo: { issuer, client_id: 'demo' }, person: undefined })
  t.teardown(() => app.close())
  const text = textOf((await app.inject({ url: '/' })).payload)
  t.match(text, 'Users none yet')
  t.match(text, `Issuer ${issuer}`)
  t.notMatch(text, 'Connect your application')
  t.notMatch((await app.inject({ url: '/demo' })).payload, 'No account yet?')
  t.equal((await app.inject({ url: '/dev/ada.png' })).statusCode, 404)
})

t.test(
  'Content Security Policy Level 3 §6: developers’ pages have no script or style of their own',
  async (t) => {
    const { app } = await devServer(t)
    for (const url of ['/', '/demo']) {
      const { payload, headers } = await app.inject({ url })
      t.match(headers['content-security-policy'], "script-src 'self'")
      t.notMatch(payload, /<script(?! type="module" src="\/assets\/)|style=|<style| on[a-z]+=/)
    }
  },
)
