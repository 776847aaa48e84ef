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
import { notFoundHandler, pageErrorHandler } from './http/error-page.ts'
import type { Explain } from './http/explained.ts'
import type { PageDeps } from './http/frame.ts'
import { beginAnewAtOwnHost } from './http/own-host.ts'
import { logRequest } from './http/request-log.ts'
import { type Observe, observeRequests } from './http/request-times.ts'
import { SCHEMA_COMPILERS } from './http/schema-compilers.ts'
import { registerViews } from './http/view.ts'
import { accountApplicationsRoutes } from './routes/account/applications.ts'
import { accountBrowsersRoutes } from './routes/account/browsers.ts'
import { accountDataRoutes } from './routes/account/data.ts'
import { accountPasscodeRoutes } from './routes/account/passcode.ts'
import { accountProfileRoutes } from './routes/account/profile.ts'
import { assetRoutes } from './routes/assets.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { checkSessionRoutes } from './routes/check-session.ts'
import { deviceAuthorizationRoutes } from './routes/device-authorization.ts'
import { discoveryRoutes, serverMetadataRoutes } from './routes/discovery.ts'
import { endSessionRoutes } from './routes/end-session.ts'
import { healthRoutes } from './routes/health.ts'
import { introspectionRoutes } from './routes/introspection.ts'
import { jwksRoutes } from './routes/jwks.ts'
import { launchRoutes } from './routes/launch.ts'
import { logoRoutes } from './routes/logo.ts'
import { changeRoutes } from './routes/pages/change.ts'
import { changeEmailRoutes } from './routes/pages/change-email.ts'
import { connectionRoutes } from './routes/pages/connections.ts'
import { consentRoutes } from './routes/pages/consent.ts'
import { deviceRoutes } from './routes/pages/device.ts'
import { enrolRoutes } from './routes/pages/enrol.ts'
import { languageRoutes } from './routes/pages/language.ts'
import { linkRoutes } from './routes/pages/link.ts'
import { newBrowserRoutes } from './routes/pages/new-browser.ts'
import { notAdmittedRoutes } from './routes/pages/not-admitted.ts'
import { recoverRoutes } from './routes/pages/recover.ts'
import { sendLinkRoutes } from './routes/pages/send-link.ts'
import { signInRoutes } from './routes/pages/sign-in.ts'
import { signUpRoutes } from './routes/pages/sign-up.ts'
import { verifyEmailRoutes } from './routes/pages/verify-email.ts'
import { passcodeRoutes } from './routes/passcode.ts'
import { passcodeRegistrationRoutes } from './routes/passcode-registration.ts'
import { passcodeUpgradeRoutes } from './routes/passcode-upgrade.ts'
import { probeRoutes } from './routes/probe.ts'
import { protectedResourceRoutes, rootProtectedResourceRoutes } from './routes/protected-resource.ts'
import { pushedAuthorizationRoutes } from './routes/pushed-authorization.ts'
import { registrationRoutes } from './routes/registration.ts'
import { revocationRoutes } from './routes/revocation.ts'
import { tenantStyleRoutes } from './routes/tenant-style.ts'
import { tokenRoutes } from './routes/token.ts'
import { userinfoRoutes } from './routes/userinfo.ts'

/** Where sources, views and assets are read from. */
const ROOT = new URL('../', import.meta.url)

/** No protocol message is larger; a passcode's is below 1 KB. */
const BODY_LIMIT = 64 * 1024

/** The longest client_id, with each of its letters escaped. */
const LONGEST_PARAMETER = 600

/** How long a whole request may take to arrive; without a limit, slow ones could hold every connection. */
const REQUEST_TIMEOUT_MS = 30_000

/** Node takes the longer of the two limits for the whole request, so that of the headers must be no longer. */
const HEADERS_LIMIT = { headersTimeout: REQUEST_TIMEOUT_MS }

/** The schemas are ours and typed; the one that schemas are checked by takes 50 ms to compile. */
const UNCHECKED_SCHEMAS = { meta: false, validateSchema: false }

export type AppOptions = Readonly<{
  /** undefined: nothing is logged. */
  logger?: FastifyBaseLogger
  /** What a command adds to the server. */
  plugins?: readonly FastifyPluginAsync<PageDeps>[]
  /** undefined: why a request was refused is told in the log alone. */
  explain?: Explain
  /** Told how long each request took; undefined: nobody measures. */
  observe?: Observe | undefined
  /** In PEM; undefined: what stands before this server speaks TLS, or nothing does. */
  tls?: Readonly<{ cert: string; key: string }> | undefined
}>

/** With the path that the addresses stand below. */
type Below<D> = D & Readonly<{ prefix: string }>

export async function buildApp(
  deps: Deps,
  { logger, plugins = [], explain, observe, tls }: AppOptions = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: HEADERS_LIMIT,
    ...(tls ? { https: { ...tls, ...HEADERS_LIMIT, minVersion: 'TLSv1.2' } } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => deps.random('request-id', 9).toString('base64url'),
    trustProxy: deps.config.trust_proxy,
    routerOptions: { querystringParser: parseParameters, maxParamLength: LONGEST_PARAMETER },
    schemaController: { compilersFactory: SCHEMA_COMPILERS },
    ajv: { customOptions: { ...UNCHECKED_SCHEMAS, coerceTypes: false, removeAdditional: false } },
  })
  if (observe) observeRequests(app, observe)
  registerViews(app, new URL('views/', ROOT))
  const assets = buildAssets(ROOT)
  const pageDeps = { ...deps, assets, explain }
  const prefix = '/api/oidc/:tenant_id'

  // What is the same for everybody passes no hooks, and gets no line in the log.
  app.register(healthRoutes, deps)
  app.register(probeRoutes, deps)
  app.register(assetRoutes, { assets })
  registerDocuments(app, { ...deps, prefix })
  app.register(tenantStyleRoutes, { ...pageDeps, prefix })
  app.register(logoRoutes, { ...deps, prefix })

  app.register(async (logged) => {
    logged.addHook('onResponse', logRequest)
    logged.register(fastifyFormbody, { parser: parseParameters })
    registerEndpoints(logged, { ...deps, prefix })
    logged.register(async (cookies) => {
      cookies.register(fastifyCookie)
      registerPages(cookies, { ...pageDeps, prefix })
      registerScripted(cookies, { ...deps, prefix })
      for (const plugin of plugins) cookies.register(plugin, pageDeps)
    })
  })
  await app.ready()
  return app
}

/** What a tenant says of itself. */
function registerDocuments(app: FastifyInstance, { prefix, ...deps }: Below<Deps>): void {
  app.register(serverMetadataRoutes, deps)
  app.register(rootProtectedResourceRoutes, deps)
  app.register(discoveryRoutes, { ...deps, prefix })
  app.register(protectedResourceRoutes, { ...deps, prefix })
  app.register(jwksRoutes, { ...deps, prefix })
}

/** What browsers are shown, and what leads them there. */
function registerPages(app: FastifyInstance, options: Below<PageDeps>): void {
  registerNotFound(app, options)
  app.register(authorizeRoutes, options)
  app.register(signInRoutes, options)
  app.register(connectionRoutes, options)
  app.register(newBrowserRoutes, options)
  app.register(signUpRoutes, options)
  app.register(enrolRoutes, options)
  app.register(changeRoutes, options)
  registerMailedWays(app, options)
  app.register(notAdmittedRoutes, options)
  app.register(consentRoutes, options)
  app.register(languageRoutes, options)
  registerAccount(app, options)
  app.register(endSessionRoutes, options)
  app.register(checkSessionRoutes, options)
}

/** What the scripts of pages call. */
function registerScripted(app: FastifyInstance, options: Below<Deps>): void {
  app.register(passcodeRoutes, options)
  app.register(passcodeUpgradeRoutes, options)
  app.register(passcodeRegistrationRoutes, options)
}

/** What no route has an address for: at a tenant's own host it may be one of the tenant's. */
function registerNotFound(app: FastifyInstance, deps: PageDeps): void {
  app.register(async (strange) => {
    strange.addHook('onRequest', beginAnewAtOwnHost(app, deps))
    strange.setErrorHandler(pageErrorHandler(deps, 'not-found'))
    strange.setNotFoundHandler(notFoundHandler(deps))
  })
}

/** Where somebody asks for a link or a way back in, and where what was mailed leads. */
function registerMailedWays(app: FastifyInstance, options: Below<PageDeps>): void {
  app.register(sendLinkRoutes, options)
  app.register(recoverRoutes, options)
  app.register(linkRoutes, options)
  app.register(verifyEmailRoutes, options)
  app.register(changeEmailRoutes, options)
}

/** What applications call, with no person before them. */
function registerEndpoints(app: FastifyInstance, options: Below<Deps>): void {
  app.register(pushedAuthorizationRoutes, options)
  app.register(tokenRoutes, options)
  app.register(userinfoRoutes, options)
  app.register(revocationRoutes, options)
  app.register(introspectionRoutes, options)
  app.register(registrationRoutes, options)
  app.register(deviceAuthorizationRoutes, options)
}

/** What somebody does for whom no application waits in this browser. */
function registerAccount(app: FastifyInstance, options: Below<PageDeps>): void {
  app.register(accountProfileRoutes, options)
  app.register(accountPasscodeRoutes, options)
  app.register(accountBrowsersRoutes, options)
  app.register(accountApplicationsRoutes, options)
  app.register(accountDataRoutes, options)
  app.register(deviceRoutes, options)
  app.register(launchRoutes, options)
}
