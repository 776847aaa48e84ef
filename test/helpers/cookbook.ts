/**
 * The applications of the cookbook as people meet them: each on a port of its own, registered by an administrator, with
 * a real browser before it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import type { Recipe } from '../../src/dev/recipe.ts'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { givenPerson } from './authorization.ts'
import { selfSigned } from './certificate.ts'
import { launchChromium } from './chromium.ts'
import { QUICK_START } from './command-line.ts'
import { startServer, type TestServer } from './fixtures.ts'
import { freePort, listeningServer } from './listening.ts'
import { openServer } from './open-server.ts'
import { giveHost } from './own-host.ts'
import { enrolPasscode, PICTURE, PIN } from './passcode.ts'
import { button, fillIn } from './sign-in-page.ts'

const FOLDER = new URL('../../views/dev/cookbook/', import.meta.url)

/** An application as it is registered, and where it stands: in the cookbook, or elsewhere by its whole address. */
export type Application = Pick<Recipe, 'file' | 'client_type' | 'path'>

const pathOf = ({ file }: Application): string => fileURLToPath(new URL(file, FOLDER))

const NAME = 'Ada Lovelace'

export type Kitchen = Readonly<{ server: TestServer; issuer: string; browser: Browser }>

/** A server on which Ada can sign in, and a browser. */
export async function kitchen(t: Test): Promise<Kitchen> {
  const server = await listeningServer(t)
  return { server, issuer: server.issuer, browser: await withAda(t, server) }
}

/** The same over TLS, for a tenant with a host of its own. */
export async function kitchenOfItsOwn(t: Test): Promise<Kitchen> {
  const server = await startServer(t)
  server.clock.seconds = Math.floor(Date.now() / 1000)
  const app = await buildApp(server.deps, { tls: selfSigned('*.localhost') })
  t.teardown(() => app.close())
  const { port } = new URL(await app.listen({ host: 'localhost', port: 0 }))
  const host = `login.localhost:${port}`
  await giveHost(server, 'default', host)
  return { server, issuer: `https://${host}/`, browser: await withAda(t, server) }
}

async function withAda(t: Test, server: TestServer): Promise<Browser> {
  const id = await givenPerson(server, 'ada', { claims: { name: NAME } })
  await enrolPasscode(await server.tenant(), { id }, { picture: PICTURE, secret: PIN })
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  return browser
}

/** What an application reads of its environment, once it is registered. */
export type Settings = Readonly<Record<string, string>>

/** As the page says. @returns what the application is told */
export async function register(
  { server, issuer }: Kitchen,
  application: Application,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<Settings & Readonly<{ APP_URL: string }>> {
  const APP_URL = `http://localhost:${await freePort()}`
  const { client_type, path } = application
  const stated = { redirect_uris: [`${APP_URL}${path}`], ...metadata }
  const registered = { client_id: basename(pathOf(application)), client_type, metadata: stated }
  const { client, client_secret = '' } = await registerClient(await server.tenant(), registered)
  return {
    APP_URL,
    VIGNETTE_ISSUER: issuer,
    VIGNETTE_CLIENT_ID: client.client_id,
    VIGNETTE_CLIENT_SECRET: client_secret,
    SESSION_SECRET: 'a secret of the application alone',
  }
}

/** The application as it is, until the test ends. */
export async function start(t: Test, application: Application, settings: Settings): Promise<void> {
  const child = spawn(process.execPath, [pathOf(application)], {
    env: { PATH: process.env['PATH'] ?? '', ...QUICK_START, ...settings },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
  })
  while (!(await isListening(Number(new URL(String(settings['APP_URL'])).port)))) {
    if (child.exitCode !== null) throw new Error(`${application.file} ended before it listened`)
    await pause(20)
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, 'localhost')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Bundled, as an application of browsers is, and served at each of its paths. */
async function serve(t: Test, application: Application, settings: Settings): Promise<void> {
  const define = Object.entries({ ...settings, NODE_ENV: 'production' }).map(([name, value]) => [
    `process.env.${name}`,
    JSON.stringify(value),
  ])
  const { outputFiles } = await build({
    entryPoints: [pathOf(application)],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: Object.fromEntries(define),
    logLevel: 'error',
  })
  const script = outputFiles[0]?.text ?? ''
  const page = '<!doctype html><title>App</title><body id="app"><script type="module" src="/app.js"></script>'
  const server = createServer(({ url }, reply) => {
    const isScript = url === '/app.js'
    reply.setHeader('content-type', isScript ? 'text/javascript' : 'text/html').end(isScript ? script : page)
  })
  await openServer(t, server, 'localhost', Number(new URL(String(settings['APP_URL'])).port))
}

/** What is pressed in applications where the address /login alone does not lead to the server. */
const BUTTONS: Readonly<Record<string, string>> = {
  'auth-core.js': 'Sign in with Vignette',
  'auth0-react.jsx': 'Sign in',
  'react-oidc-context.jsx': 'Sign in',
}

/** Ada signs in and allows it. @returns the page of the application that knows her */
export async function signIn({ browser }: Kitchen, { file }: Application, app_url: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  const page = await context.newPage()
  await page.goto(`${app_url}/login`)
  const pressed = BUTTONS[file]
  if (pressed !== undefined) await button(page, pressed).click()
  await page.locator('form[data-ready]').waitFor()
  await fillIn(page, 'ada')
  await button(page, 'Sign in').click()
  await button(page, 'Allow').click()
  await page.getByText(`Signed in as ${NAME}`).waitFor()
  return page
}

/** The whole way of a recipe: registered, running, signed in to. */
export async function cook(t: Test, place: Kitchen, recipe: Recipe): Promise<void> {
  const settings = await register(place, recipe)
  await (recipe.client_type === 'public' ? serve : start)(t, recipe, settings)
  const page = await signIn(place, recipe, settings.APP_URL)
  t.ok(page.url().startsWith(settings.APP_URL))
  await page.context().close()
}
