import t from 'tap'
import { rotateServerKey } from '../../src/domain/authentication/server-key.ts'
import { findPasscodeOfName } from '../../src/store/passcodes.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import type { TestServer } from '../helpers/fixtures.ts'
import { button, fillIn, signInScene } from '../helpers/sign-in-page.ts'

const generation = async ({ db }: TestServer) =>
  (await db.first(findPasscodeOfName, { tenant_id: 'default', username_key: 'ann' }))?.server_key_generation

t.test(
  'RFC 9807 §5: after a rotation a sign-in enrols anew, which nobody sees',
  { skip: withoutChromium },
  async (t) => {
    const { open, faults, server } = await signInScene(t)
    await rotateServerKey(await server.tenant())
    const steps: string[] = []
    for (const expected of [
      ['login/start', 'login/finish', 'upgrade/start', 'upgrade/finish'],
      ['login/start', 'login/finish'],
    ]) {
      const page = await open()
      steps.length = 0
      page.on('request', (request) => {
        const step = /\/passcode\/((?:login|upgrade)\/\w+)$/.exec(request.url())?.[1]
        if (step !== undefined) steps.push(step)
      })
      await fillIn(page)
      await button(page, 'Sign in').click()
      await page.waitForURL(/code=/)
      t.same(steps, expected)
      t.equal(await generation(server), 2)
      await page.context().close()
    }
    t.same(faults, [])
  },
)

t.test('Visual passcode: an upgrade that fails breaks no sign-in', { skip: withoutChromium }, async (t) => {
  const { open, server } = await signInScene(t)
  await rotateServerKey(await server.tenant())
  for (const [step, fail] of [
    ['start', 'abort'],
    ['start', 'refuse'],
    ['start', 'garble'],
    ['finish', 'abort'],
    ['finish', 'refuse'],
  ] as const) {
    const page = await open()
    await page.context().route(`**/passcode/upgrade/${step}`, async (route) => {
      if (fail === 'abort') await route.abort()
      else await route.fulfill({ status: fail === 'refuse' ? 500 : 200, body: 'nothing of use' })
    })
    await fillIn(page)
    await button(page, 'Sign in').click()
    await page.waitForURL(/code=/)
    t.equal(await generation(server), 1, `${step}: ${fail}`)
    await page.context().close()
  }
})
