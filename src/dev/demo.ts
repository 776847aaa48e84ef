/**
 * GET /demo: an application that uses the public endpoints over HTTP like any other, with a cookie and sessions of its own.
 *
 * Implements: OpenID Connect Core 1.0 §3.1; RFC 8628 §3.
 */
import type { FastifyPluginAsync } from 'fastify'
import type { Parameters } from '../domain/parameters.ts'
import { csrfToken } from '../http/csrf.ts'
import { pageErrorHandler } from '../http/error-page.ts'
import { type PageDeps, plainFrame } from '../http/frame.ts'
import { makeDemoBrowsers } from './demo-browser.ts'
import { sendDemoPage, sendSignedInPage } from './demo-page.ts'
import { signInRoutes } from './demo-sign-in.ts'
import { televisionRoutes } from './demo-television.ts'
import { tokenRoutes } from './demo-tokens.ts'
import type { SamplePerson } from './sample-person.ts'

export type DemoOptions = Readonly<{
  /** What the demo application is registered as; its redirect URI is {public_url}/demo/callback. */
  demo: Readonly<{ issuer: string; client_id: string }>
  person: SamplePerson | undefined
}>

export const demoRoutes =
  ({ demo, person }: DemoOptions): FastifyPluginAsync<PageDeps> =>
  async (app, deps) => {
    app.setErrorHandler(pageErrorHandler(deps, 'demo'))
    const application = { ...demo, url: `${deps.config.public_url}/demo` }
    const browsers = makeDemoBrowsers(deps)

    app.get<{ Querystring: Parameters }>('/demo', (request, reply) => {
      const { id, session } = browsers.open(request)
      const { signed_in, refused, leaving } = session
      const about = { frame: plainFrame(deps, deps.assets), url: application.url, now: deps.now(), refused }
      if (id === undefined || signed_in === undefined) {
        const signed_out = leaving !== undefined && leaving === request.query['state']
        return sendDemoPage(reply, about, person, signed_out)
      }
      return sendSignedInPage(reply, about, signed_in, csrfToken(deps, id))
    })

    signInRoutes(app, { ...deps, application, browsers })
    televisionRoutes(app, { ...deps, application, browsers })
    tokenRoutes(app, { ...deps, application, browsers })
  }
