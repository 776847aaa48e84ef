/**
 * Composition: every plugin and route module by name, in the order of the specification.
 */
import fastifyCookie from '@fastify/cookie'
import fastifyFormbody from '@fastify/formbody'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Deps } from './deps.ts'
import { parseParameters } from './domain/parameters.ts'
import { buildAssets } from './http/assets.ts'
import { notFoundHandler } from './http/error-page.ts'
import { logRequest } from './http/request-log.ts'
import { registerViews } from './http/view.ts'
import { assetRoutes } from './routes/assets.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { healthRoutes } from './routes/health.ts'
import { consentRoutes } from './routes/pages/consent.ts'
import { signInRoutes } from './routes/pages/sign-in.ts'
import { tenantStyleRoutes } from './routes/tenant-style.ts'

/** Where sources, views and assets are read from. */
const ROOT = new URL('../', import.meta.url)

/** No protocol message is larger; a passcode's is below 1 KB. */
const BODY_LIMIT = 64 * 1024

export type AppOptions = Readonly<{
  /** undefined: nothing is logged. */
  logger?: FastifyBaseLogger
}>

export async function buildApp(deps: Deps, { logger }: AppOptions = {}): Promise<FastifyInstance> {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    bodyLimit: BODY_LIMIT,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => deps.random('request-id', 9).toString('base64url'),
    trustProxy: deps.config.trust_proxy,
    routerOptions: { querystringParser: parseParameters },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  app.addHook('onResponse', logRequest)
  app.register(fastifyCookie)
  app.register(fastifyFormbody, { parser: parseParameters })
  registerViews(app, new URL('views/', ROOT))
  const assets = buildAssets(ROOT)

  const page_deps = { ...deps, assets }
  app.setNotFoundHandler(notFoundHandler(page_deps))
  app.register(healthRoutes, deps)
  app.register(assetRoutes, { assets })
  app.register(
    async (issuer) => {
      issuer.register(authorizeRoutes, page_deps)
      issuer.register(signInRoutes, page_deps)
      issuer.register(consentRoutes, page_deps)
      issuer.register(tenantStyleRoutes, deps)
    },
    { prefix: '/api/oidc/:tenant_id' },
  )
  await app.ready()
  return app
}
