/**
 * The server as the command `dev` starts it: the same application, and what only dev mode has. Nothing else loads this folder.
 */
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { buildApp } from '../app.ts'
import type { Deps } from '../deps.ts'
import { type DemoOptions, demoRoutes } from './demo.ts'
import { homeRoutes } from './home.ts'
import { mailRoutes } from './mail.ts'

export type DevOptions = DemoOptions &
  Readonly<{
    /** undefined: nothing is logged. */
    logger?: FastifyBaseLogger
  }>

export function buildDevApp(deps: Deps, { demo, person, ...options }: DevOptions): Promise<FastifyInstance> {
  return buildApp(deps, {
    ...options,
    plugins: [homeRoutes({ demo, person }), demoRoutes({ demo, person }), mailRoutes],
  })
}
