/**
 * The lines of the cookbook as dev mode shows them, with the values of one client in them.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { LIBRARIES } from '../../src/dev/library-lines.ts'
import { providerMetadata } from '../../src/domain/discovery/provider-metadata.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { kitchen, register, signIn, start } from '../helpers/cookbook.ts'

/** An Express application that has sessions. */
const around = (lines: string): string => `import express from 'express'
import session from 'express-session'
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))
${lines}
app.get('/', (request, reply) => reply.send('Signed in as ' + request.session.user?.name))
app.listen(new URL(process.env.APP_URL).port)
`

t.test(
  'Dev mode: its lines for openid-client sign a person in, however the client proves itself (Core §9)',
  { skip: withoutChromium },
  async (t) => {
    const place = await kitchen(t)
    const folder = t.testdir()
    const provider = providerMetadata(await place.server.tenant())
    const library = LIBRARIES.find(({ id }) => id === 'openid-client')
    for (const method of ['none', 'client_secret_basic', 'client_secret_post'] as const) {
      const path = join(folder, `${method}.mjs`)
      const application = {
        file: pathToFileURL(path).href,
        client_type: method === 'none' ? 'public' : 'confidential',
        path: '/callback',
      } as const
      const settings = await register(place, application, { token_endpoint_auth_method: method })
      const { APP_URL, VIGNETTE_CLIENT_ID: client_id = '' } = settings
      const lines = library?.lines({ client_id, method, provider }, `${APP_URL}/callback`)
      writeFileSync(path, around(String(lines)))
      await start(t, application, settings)
      const page = await signIn(place, application, APP_URL)
      t.equal(page.url(), `${APP_URL}/`, method)
      await page.context().close()
    }
  },
)
