/**
 * A provider with a host of its own, as VTS is one, and the service of a partner at another site: both with TLS, as browsers
 * know them by names.
 */
import { createServer } from 'node:https'
import { build } from 'esbuild'
import type { BrowserContext } from 'playwright-core'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import { claimSets } from '../../src/store/claim-sets.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { givenRp } from './authorization.ts'
import { selfSigned } from './certificate.ts'
import { launchChromium } from './chromium.ts'
import { START, startServer, type TestServer } from './fixtures.ts'
import { openServer } from './open-server.ts'
import { givenKitchen } from './organizations.ts'
import { giveHost } from './own-host.ts'
import { givenEnrolled } from './passcode.ts'
import { REACHES_PROVIDER } from './upstream-provider.ts'

export type VtsScene = Readonly<{
  server: TestServer
  /** A fresh browser profile. */
  context: () => Promise<BrowserContext>
  /** Of the provider, with its port and without a slash at its end. */
  issuer: string
  /** Origin of the service. */
  service: string
}>

export const INTEGRATION = 'partner42'

/**
 * `rp` as a service with that script registers it, ann with PICTURE and the PIN 012345, who belongs to an organization, and an
 * integration with a claim.
 *
 * @param script of test/documents/vts
 */
export async function vtsScene(t: Test, script: string): Promise<VtsScene> {
  const server = await startServer(t, REACHES_PROVIDER)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  const app = await buildApp(server.deps, { tls: selfSigned('auth.vts.example') })
  t.teardown(() => app.close())
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const host = `auth.vts.example:${port}`
  await giveHost(server, 'default', host)
  const service = await serviceAt(t, host, script)
  const metadata = {
    redirect_uris: [service, `${service}/callback`],
    post_logout_redirect_uris: [service],
    web_origins: [service],
    initiate_login_uri: `${service}/login`,
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  }
  await givenRp(server, { client_type: 'public', metadata })
  await givenKitchen(server, await givenEnrolled(server, 'ann'))
  await givenIntegration(server)
  const browser = await launchChromium({ args: ['--host-resolver-rules=MAP *.example 127.0.0.1'] })
  t.teardown(() => browser.close())
  const context = () => browser.newContext({ ignoreHTTPSErrors: true })
  return { server, context, issuer: `https://${host}`, service }
}

async function serviceAt(t: Test, domain: string, script: string): Promise<string> {
  const folder = new URL('../documents/vts/', import.meta.url)
  const { outputFiles } = await build({
    entryPoints: [new URL(script, folder).pathname],
    bundle: true,
    write: false,
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const page = `<!doctype html><title>Partner</title><meta name="domain" content="${domain}"><div></div>
    <script type="module" src="/app.js"></script>`
  const { key, cert } = selfSigned('app.partner.example')
  const site = createServer({ key, cert }, ({ url }, reply) => {
    const is_script = url === '/app.js'
    reply.setHeader('content-type', is_script ? 'text/javascript' : 'text/html')
    reply.end(is_script ? outputFiles[0]?.contents : page)
  })
  return `https://app.partner.example:${await openServer(t, site, '127.0.0.1')}`
}

/** A claim set, of an integration. */
export async function givenIntegration({ db }: Pick<TestServer, 'db'>): Promise<void> {
  const claims = JSON.stringify({ building_address: 'Sita Manhattan' })
  const row = { tenant_id: 'default', id: INTEGRATION, claims, created_at: START, updated_at: START }
  await db.transaction(async (tx) => {
    await tx.run(claimSets.insert, row)
    await tx.run(bumpConfigVersion, {})
  })
}
