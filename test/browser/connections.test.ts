import t, { type Test } from 'tap'
import { createConnection, updateConnection } from '../../src/domain/connections/connection-administration.ts'
import { givenPerson, givenRp } from '../helpers/authorization.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { allUpstreamAccounts } from '../helpers/connections.ts'
import { givenClient, SECRET } from '../helpers/given.ts'
import { enrolPasscode, PICTURE, PIN } from '../helpers/passcode.ts'
import { relyingSite } from '../helpers/relying-site.ts'
import { axeFindings, button, field, fillIn, signInScene } from '../helpers/sign-in-page.ts'

/** The tenant `other` of the same server is the provider: it is asked over HTTP, like any. */
async function scene(t: Test, metadata: Record<string, unknown> = {}) {
  const given = await signInScene(t, { allow_private_fetch: ['localhost'] })
  const { server } = given
  const callback = `${server.issuer}/connections/callback/corporate`
  await givenClient(server, {
    tenant_id: 'other',
    client_id: 'vignette',
    metadata: { redirect_uris: [callback], ...metadata },
  })
  const claims = { name: 'Bob There' }
  const bob = await givenPerson(server, 'bob', { tenant_id: 'other', claims })
  await enrolPasscode(await server.tenant('other'), { id: bob }, { picture: PICTURE, secret: PIN })
  await createConnection(await server.tenant(), {
    id: 'corporate',
    type: 'oidc',
    client_secret: SECRET,
    settings: {
      display_name: 'Other',
      issuer: `${server.config.public_url}/api/oidc/other`,
      client_id: 'vignette',
      create_people: true,
      shown: true,
    },
  })
  return given
}

t.test(
  '4-5: connection= leads a person to the provider and back, in a browser',
  { skip: withoutChromium },
  async (t) => {
    const { server, open, faults } = await scene(t)
    const page = await open({}, { connection: 'corporate', login_hint: 'bob' })
    t.match(page.url(), `${server.config.public_url}/api/oidc/other/sign-in/`)
    t.equal(await field(page, 'Username').inputValue(), 'bob')
    await fillIn(page, 'bob', '012345')
    await button(page, 'Sign in').click()
    await page.waitForURL(/\/readyz\?code=/)
    t.match(new URL(page.url()).searchParams.get('iss'), server.issuer)
    t.match(await server.db.all(allUpstreamAccounts, {}), [{ connection_id: 'corporate' }])
    t.same(faults, [], 'nothing in the console, and no policy broken')
  },
)

t.test(
  'CSP3 §6.4.1: a form of the provider leads back here, and on to the application’s own origin',
  { skip: withoutChromium },
  async (t) => {
    const { server, open, faults } = await scene(t, { first_party: false })
    const site = await relyingSite(t)
    const redirect_uri = `${site.origin}/callback`
    await givenRp(server, { client_id: 'notes', metadata: { redirect_uris: [redirect_uri] } })
    const page = await open({}, { connection: 'corporate', client_id: 'notes', redirect_uri })
    await fillIn(page, 'bob', '012345')
    await button(page, 'Sign in').click()
    await button(page, 'Allow').click()
    await page.waitForURL(`${redirect_uri}?code=*`)
    t.match(new URL(page.url()).searchParams.get('iss'), server.issuer)
    t.same(faults, [], 'no policy broken')
  },
)

t.test(
  'Sign in: the page leads to a provider that is shown; who is not known here is told so',
  { skip: withoutChromium },
  async (t) => {
    const { server, open, faults } = await scene(t)
    const page = await open()
    t.same(await axeFindings(page), [])
    const nav = page.getByRole('navigation', { name: 'Other ways' })
    await nav.getByRole('link', { name: 'Continue with Other' }).click()
    await page.waitForURL(/\/other\/sign-in\//)
    await page.locator('form[data-ready]').waitFor()
    await fillIn(page, 'bob', '012345')
    await updateConnection(await server.tenant(), {
      id: 'corporate',
      type: undefined,
      client_secret: undefined,
      settings: { create_people: false },
    })
    await button(page, 'Sign in').click()
    await page.getByRole('heading', { name: 'We don’t know you by that account' }).waitFor()
    t.same(await axeFindings(page), [])
    await page.getByRole('link', { name: 'Try again' }).click()
    await page.waitForURL(/\/default\/sign-in\//)
    await page.locator('form[data-ready]').waitFor()
    await fillIn(page, 'ann', '012345')
    await button(page, 'Sign in').click()
    await page.waitForURL(/\/readyz\?code=/)
    t.same(
      faults.filter((fault) => !fault.includes('403')),
      [],
    )
  },
)
