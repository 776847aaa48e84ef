import { readFileSync, rmSync } from 'node:fs'
import t from 'tap'
import { buildDevApp } from '../../src/dev/dev.ts'
import { givenPerson, givenRp } from '../helpers/authorization.ts'
import { devServer, textOf } from '../helpers/dev-server.ts'
import { startServer } from '../helpers/fixtures.ts'

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
  t.match(textOf((await app.inject({ url: '/' })).payload), 'Users none yet')
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
