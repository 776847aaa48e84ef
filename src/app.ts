/**
 * Composition: every plugin and route module by name, in the order of the specification.
 */
import fastifyCookie from '@fastify/cookie'
import fastifyFormbody from '@fastify/formbody'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  LogController,
} from 'fastify'
import type { Deps } from './deps.ts'
import { parseParameters } from './domain/parameters.ts'
import { buildAssets } from './http/assets.ts'
import { notFoundHandler } from './http/error-page.ts'
import type { PageDeps } from './http/frame.ts'
import { logRequest } from './http/request-log.ts'
import { registerViews } from './http/view.ts'
import { accountApplicationsRoutes } from './routes/account/applications.ts'
import { accountBrowsersRoutes } from './routes/account/browsers.ts'
import { accountDataRoutes } from './routes/account/data.ts'
import { accountPasscodeRoutes } from './routes/account/passcode.ts'
import { accountProfileRoutes } from './routes/account/profile.ts'
import { assetRoutes } from './routes/assets.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { discoveryRoutes, serverMetadataRoutes } from './routes/discovery.ts'
import { endSessionRoutes } from './routes/end-session.ts'
import { healthRoutes } from './routes/health.ts'
import { jwksRoutes } from './routes/jwks.ts'
import { logoRoutes } from './routes/logo.ts'
import { changeRoutes } from './routes/pages/change.ts'
import { changeEmailRoutes } from './routes/pages/change-email.ts'
import { consentRoutes } from './routes/pages/consent.ts'
import { enrolRoutes } from './routes/pages/enrol.ts'
import { linkRoutes } from './routes/pages/link.ts'
import { newBrowserRoutes } from './routes/pages/new-browser.ts'
import { recoverRoutes } from './routes/pages/recover.ts'
import { sendLinkRoutes } from './routes/pages/send-link.ts'
import { signInRoutes } from './routes/pages/sign-in.ts'
import { signUpRoutes } from './routes/pages/sign-up.ts'
import { verifyEmailRoutes } from './routes/pages/verify-email.ts'
import { passcodeRoutes } from './routes/passcode.ts'
import { passcodeUpgradeRoutes } from './routes/passcode-upgrade.ts'
import { registrationRoutes } from './routes/registration.ts'
import { revocationRoutes } from './routes/revocation.ts'
import { tenantStyleRoutes } from './routes/tenant-style.ts'
import { tokenRoutes } from './routes/token.ts'
import { userinfoRoutes } from './routes/userinfo.ts'

/** Where sources, views and assets are read from. */
const ROOT = new URL('../', import.meta.url)

/** No protocol message is larger; a passcode's is below 1 KB. */
const BODY_LIMIT = 64 * 1024

/** How long a whole request may take to arrive; without a limit, slow ones could hold every connection. */
const REQUEST_TIMEOUT_MS = 30_000

export type AppOptions = Readonly<{
  /** undefined: nothing is logged. */
  logger?: FastifyBaseLogger
  /** What a command adds to the server. */
  plugins?: readonly FastifyPluginAsync<PageDeps>[]
}>

export async function buildApp(
  deps: Deps,
  { logger, plugins = [] }: AppOptions = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node takes the longer of the two limits for the whole request, so that of the headers must be no longer.
    http: { headersTimeout: REQUEST_TIMEOUT_MS },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => deps.random('request-id', 9).toString('base64url'),
    trustProxy: deps.config.trust_proxy,
    routerOptions: { querystringParser: parseParameters },
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  })
  registerViews(app, new URL('views/', ROOT))
  const assets = buildAssets(ROOT)
  const pageDeps = { ...deps, assets }
  const prefix = '/api/oidc/:tenant_id'

  // What is the same for everybody passes no hooks, and gets no line in the log.
  app.register(healthRoutes, deps)
  app.register(assetRoutes, { assets })
  app.register(serverMetadataRoutes, deps)
  app.register(discoveryRoutes, { ...deps, prefix })
  app.register(jwksRoutes, { ...deps, prefix })
  app.register(tenantStyleRoutes, { ...deps, prefix })
  app.register(logoRoutes, { ...deps, prefix })

  app.register(async (logged) => {
    logged.addHook('onResponse', logRequest)
    logged.register(fastifyCookie)
    logged.register(fastifyFormbody, { parser: parseParameters })
    logged.setNotFoundHandler(notFoundHandler(pageDeps))
    logged.register(authorizeRoutes, { ...pageDeps, prefix })
    logged.register(signInRoutes, { ...pageDeps, prefix })
    logged.register(passcodeRoutes, { ...deps, prefix })
    logged.register(passcodeUpgradeRoutes, { ...deps, prefix })
    logged.register(newBrowserRoutes, { ...pageDeps, prefix })
    logged.register(signUpRoutes, { ...pageDeps, prefix })
    logged.register(enrolRoutes, { ...pageDeps, prefix })
    logged.register(changeRoutes, { ...pageDeps, prefix })
    logged.register(registrationRoutes, { ...deps, prefix })
    logged.register(sendLinkRoutes, { ...pageDeps, prefix })
    logged.register(recoverRoutes, { ...pageDeps, prefix })
    logged.register(linkRoutes, { ...pageDeps, prefix })
    logged.register(verifyEmailRoutes, { ...pageDeps, prefix })
    logged.register(changeEmailRoutes, { ...pageDeps, prefix })
    logged.register(consentRoutes, { ...pageDeps, prefix })
    registerAccount(logged, { ...pageDeps, prefix })
    logged.register(tokenRoutes, { ...deps, prefix })
    logged.register(userinfoRoutes, { ...deps, prefix })
    logged.register(revocationRoutes, { ...deps, prefix })
    logged.register(endSessionRoutes, { ...pageDeps, prefix })
    for (const plugin of plugins) logged.register(plugin, pageDeps)
  })
  await app.ready()
  return app
}

function registerAccount(app: FastifyInstance, options: PageDeps & Readonly<{ prefix: string }>): void {
  app.register(accountProfileRoutes, options)
  app.register(accountPasscodeRoutes, options)
  app.register(accountBrowsersRoutes, options)
  app.register(accountApplicationsRoutes, options)
  app.register(accountDataRoutes, options)
}
