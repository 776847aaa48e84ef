/**
 * GET /, and GET /dev/{username}.png, the picture of the one person whose passcode is no secret.
 */
import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { pageErrorHandler } from '../http/error-page.ts'
import { type PageDeps, plainFrame } from '../http/frame.ts'
import type { DemoOptions } from './demo.ts'
import { sendHomePage } from './home-page.ts'
import { overview } from './overview.ts'
import { personToBe, pictureUrl } from './sample-person.ts'

export const homeRoutes =
  (options: DemoOptions): FastifyPluginAsync<PageDeps> =>
  async (app, deps) => {
    app.setErrorHandler(pageErrorHandler(deps, 'home'))
    const { person } = options

    app.get('/', async (_request, reply) =>
      sendHomePage(reply, plainFrame(deps, deps.assets), deps, options, await overview(deps)),
    )

    if (!person) return
    app.get(pictureUrl(person), async (_request, reply) => {
      if (!personToBe(person)) return reply.callNotFound()
      return reply
        .headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
        .type('image/png')
        .send(await readFile(person.picture_file))
    })
  }
