/**
 * GET /dev/requests/{request_id}: why one of the last requests was refused, also where the answer went to an application.
 *
 * Implements: RFC 6749 §4.1.2.1, §5.2.
 */
import type { FastifyPluginAsync } from 'fastify'
import { pageErrorHandler } from '../http/error-page.ts'
import { type PageDeps, plainFrame } from '../http/frame.ts'
import type { Frame } from '../http/pages.ts'
import { pageHeaders } from '../http/security-headers.ts'
import type { LastRequest, LastRequests } from './last-requests.ts'
import { type ToldTime, tellTime } from './told-time.ts'

export type RequestPage = Readonly<{ frame: Frame; request: LastRequest; told: ToldTime }>

export const requestRoutes =
  (last_requests: LastRequests): FastifyPluginAsync<PageDeps> =>
  async (app, deps) => {
    app.setErrorHandler(pageErrorHandler(deps, 'home'))

    app.get<{ Params: { request_id: string } }>('/dev/requests/:request_id', async ({ params }, reply) => {
      const request = last_requests
        .newestFirst()
        .find(({ request_id, explained }) => explained && request_id === params.request_id)
      if (!request) return reply.callNotFound()
      const told = tellTime(request.at, deps.now())
      const page: RequestPage = { frame: plainFrame(deps, deps.assets), request, told }
      return reply.headers(pageHeaders(undefined)).view('dev/request', page)
    })
  }
