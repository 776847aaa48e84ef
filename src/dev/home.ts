/**
 * GET /, and GET /dev/{username}.png, the picture of the one person whose passcode is no secret.
 */
import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import type { Parameters } from '../domain/parameters.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import { type PageDeps, plainFrame } from '../http/frame.ts'
import type { DemoOptions } from './demo.ts'
import { sendHomePage } from './home-page.ts'
import type { LastRequests } from './last-requests.ts'
import { newestMails } from './newest-mails.ts'
import { overview } from './overview.ts'
import { personToBe, pictureUrl } from './sample-person.ts'
import { findShown } from './shown-client.ts'

const SOME_MAILS = 3

export const homeRoutes =
  (options: DemoOptions, last_requests: LastRequests): FastifyPluginAsync<PageDeps> =>
  async (app, deps) => {
    app.setErrorHandler(pageErrorHandler(deps, 'home'))
    const { demo, person } = options

    app.get<{ Querystring: Parameters }>('/', async ({ query }, reply) => {
      const tenants = await overview(deps)
      const of_demo = tenants.find(({ tenant }) => tenant.issuer === demo.issuer)?.tenant.id
      const chosen = { tenant_id: query['tenant'], client_id: query['client'] }
      const fallback = { tenant_id: of_demo, client_id: demo.client_id }
      return sendHomePage(reply, plainFrame(deps, deps.assets), deps, options, {
        tenants,
        shown: findShown(tenants, chosen) ?? findShown(tenants, fallback),
        mails: (await newestMails(deps, SOME_MAILS)).slice(0, SOME_MAILS),
        requests: last_requests.newestFirst(),
      })
    })

    if (!person) return
    app.get(pictureUrl(person), async (_request, reply) => {
      if (!personToBe(person)) return reply.callNotFound()
      return reply
        .headers({ 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
        .type('image/png')
        .send(await readFile(person.picture_file))
    })
  }
