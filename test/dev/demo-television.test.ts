import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { sendTelevisionPage } from '../../src/dev/demo-page.ts'
import type { Television } from '../../src/dev/television.ts'
import { registerViews } from '../../src/http/view.ts'
import { DemoBrowser, type DevServer, devServer, textOf } from '../helpers/dev-server.ts'
import { FRAME } from '../helpers/rendered-page.ts'

const PLACE = '/demo/television'

/** Ada is signed in at the server, in another browser than the one that stands for the television. */
async function scene(t: Test) {
  const dev = await devServer(t)
  const phone = new DemoBrowser(dev)
  await phone.signInAsAda()
  const television = new DemoBrowser(dev)
  const begun = await television.send({ url: `${PLACE}/begin` })
  t.equal(begun.headers.location, `${dev.url}${PLACE}`)
  const screen = await television.follow(PLACE)
  return {
    dev,
    phone,
    television,
    screen,
    code_url: /<a class="main" href="([^"]+)"/.exec(screen)?.[1] ?? '',
  }
}

async function answer(dev: DevServer, phone: DemoBrowser, url: string, path: string): Promise<void> {
  const { body } = await phone.send({ url: url.replace(dev.url, '') })
  const [user_code = '', csrf_token = ''] = ['user_code', 'csrf_token'].map(
    (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1],
  )
  await phone.send({
    method: 'POST',
    url: `/api/oidc/default/device/${path}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: dev.url },
    payload: new URLSearchParams({ user_code, csrf_token }).toString(),
  })
}

t.test(
  'RFC 8628 §3.2, §3.3.1: the television shows where to go, the code, and a picture of both',
  async (t) => {
    const { dev, screen, code_url } = await scene(t)
    const text = textOf(screen)
    const [, code] = code_url.split('user_code=')
    t.equal(code_url, `${dev.issuer}/device?user_code=${code}`)
    t.match(text, `Go to ${dev.issuer}/device and type`)
    t.match(text, String(code))
    t.match(screen, `role="img" aria-label="QR code of ${code_url}"`)
    t.match(screen, /<path fill="#000" d="M4 4h7v1h-7z/)
    t.notMatch(screen, ' style=')
    t.match(text, 'every 5 s')
    t.match(text, 'It has not asked yet.')
    t.match(text, 'What will happen Ask for a code')
    t.match(textOf((await new DemoBrowser(dev).send({ url: '/demo' })).payload), 'Sign in on a television')
  },
)

t.test('RFC 8628 §3.5: nobody has answered, and it may ask again; then it is signed in', async (t) => {
  const { dev, phone, television, screen, code_url } = await scene(t)
  t.match(textOf(await television.press(`${PLACE}/ask`, screen)), 'It has asked 1 time: nobody has answered.')
  t.match(
    textOf(await television.press(`${PLACE}/ask`, screen)),
    'It has asked 2 times',
    'too soon, and no more',
  )
  await answer(dev, phone, code_url, 'allow')
  const text = textOf(await television.press(`${PLACE}/ask`, screen))
  t.match(text, 'Signed in as Ada Lovelace')
  t.match(text, 'You allowed it On another device, there and back in 0 s.')
  t.equal(
    (await television.send({ url: PLACE })).headers.location,
    `${dev.url}/demo`,
    'nothing is left to show',
  )
})

t.test('RFC 8628 §3.5: what the server refuses is said word for word', async (t) => {
  const { dev, phone, television, screen, code_url } = await scene(t)
  await answer(dev, phone, code_url, 'cancel')
  const text = textOf(await television.press(`${PLACE}/ask`, screen))
  t.match(text, 'Step 4, code becomes tokens: refused. The server said, word for word: access_denied')
})

t.test('RFC 8628 §3.1: a television that gets no code says so', async (t) => {
  const dev = await devServer(t)
  const deps = await dev.tenant()
  await dev.db.execute("UPDATE client SET metadata = '{}' WHERE client_id = 'demo'")
  await dev.db.execute('UPDATE config_version SET version = version + 1')
  t.ok(deps)
  const text = textOf(await new DemoBrowser(dev).follow(`${PLACE}/begin`))
  t.match(text, 'Step 1, ask for a code: refused.')
  t.match(text, 'unauthorized_client')
})

t.test(
  'RFC 9700 §4.7: nobody else presses its buttons, and without a television there is nothing',
  async (t) => {
    const { dev, television } = await scene(t)
    const post = (browser: DemoBrowser, headers: Record<string, string>) =>
      browser.send({
        method: 'POST',
        url: `${PLACE}/ask`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: 'csrf_token=x',
      })
    t.equal((await post(television, { origin: dev.url })).statusCode, 400)
    t.equal((await post(television, { origin: 'https://evil.example' })).statusCode, 400)
    t.equal((await new DemoBrowser(dev).send({ url: PLACE })).headers.location, `${dev.url}/demo`)
    const other = new DemoBrowser(dev)
    await other.signInAsAda()
    const page = (await other.send({ url: '/demo' })).payload
    t.equal((await other.send({ url: PLACE })).headers.location, `${dev.url}/demo`)
    t.match(textOf(await other.press(`${PLACE}/ask`, page)), 'Signed in as Ada Lovelace')
  },
)

t.test('RFC 8628 §3.2: what a server may leave out', async (t) => {
  const app = Fastify()
  registerViews(app, new URL('../../views/', import.meta.url))
  const asked = {
    device_code: 'x',
    user_code: 'WDJB-MJHT',
    verification_uri: 'https://login.example/device',
    expires_in: 600,
  }
  const television = { asked, sent_at: 0, polls: 0 } as unknown as Television
  app.get('/', (_, reply) =>
    sendTelevisionPage(reply, FRAME, television, { url: PLACE, now: 0, csrf_token: 'token' }),
  )
  const { body } = await app.inject('/')
  t.match(body, 'href="https://login.example/device"')
  t.match(body, 'data-seconds="5"')
  await app.close()
})
