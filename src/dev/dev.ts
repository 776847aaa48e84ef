/**
 * The server as the command `dev` starts it: the same application, and what only dev mode has. Nothing else loads this folder.
 */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type AppOptions, buildApp } from '../app.ts'
import type { Deps } from '../deps.ts'
import { type DemoOptions, demoRoutes } from './demo.ts'
import { explain } from './explain.ts'
import { homeRoutes } from './home.ts'
import { makeLastRequests } from './last-requests.ts'
import { mailRoutes } from './mail.ts'
import { requestRoutes } from './requests.ts'

export type DevOptions = DemoOptions &
  Readonly<{
    /** undefined: nothing is logged. */
    logger?: FastifyBaseLogger
    tls?: AppOptions['tls']
  }>

export function buildDevApp(deps: Deps, { demo, person, ...options }: DevOptions): Promise<FastifyInstance> {
  const last_requests = makeLastRequests(deps.now)
  const notice: Deps['notice'] = (noticed) => {
    last_requests.notice(noticed)
    deps.notice(noticed)
  }
  return buildApp(
    { ...deps, notice },
    {
      ...options,
      explain,
      plugins: [
        homeRoutes({ demo, person }, last_requests),
        requestRoutes(last_requests),
        demoRoutes({ demo, person }),
        mailRoutes,
      ],
    },
  )
}
