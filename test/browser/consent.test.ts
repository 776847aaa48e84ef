import { createServer } from 'node:http'
import t from 'tap'
import { givenRp, REQUEST } from '../helpers/authorization.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { listeningServer } from '../helpers/listening.ts'
import { openServer } from '../helpers/open-server.ts'
import { givenEnrolled } from '../helpers/passcode.ts'
import { relyingSite } from '../helpers/relying-site.ts'
import { button, fillIn } from '../helpers/sign-in-page.ts'

t.test(
  'Consent: from Allow and from Cancel the browser goes through a broker to an application elsewhere (CSP3 §6.4.1)',
  { skip: withoutChromium },
  async (t) => {
    const server = await listeningServer(t)
    const application = await relyingSite(t)
    const broker = createServer((request, reply) => {
      reply.writeHead(302, { location: `${application.origin}${request.url}` }).end()
    })
    const redirect_uri = `http://localhost:${await openServer(t, broker, 'localhost')}/endpoint`
    await givenRp(server, { metadata: { redirect_uris: [redirect_uri], first_party: false } })
    await givenEnrolled(server, 'ann')
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    const ask = () =>
      page.goto(`${server.issuer}/authorize?${new URLSearchParams({ ...REQUEST, redirect_uri })}`)
    const arrived = async () => {
      await page.waitForURL(`${application.origin}/endpoint?**`)
      return new URL(page.url()).searchParams
    }

    await ask()
    await page.locator('form[data-ready]').waitFor()
    await button(page, 'Cancel').click()
    t.equal((await arrived()).get('error'), 'access_denied')

    await ask()
    await page.locator('form[data-ready]').waitFor()
    await fillIn(page)
    await button(page, 'Sign in').click()
    await button(page, 'Allow').click()
    t.ok((await arrived()).get('code'))
  },
)
