/**
 * The NestJS application of the guide for confidential clients, run as it is printed: what Nest's own command line would make
 * around it, and each change to it, stands here.
 */
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import ts from 'typescript5'
import { once } from '../../src/primitives/once.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { choosePasscode, enrolmentReady, LOVELACE, ownPicture } from '../helpers/enrol-page.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { type Edit, edited, type Place, printed } from '../helpers/guide.ts'
import { guidedScene, type Scene, signInAsAda, startApplication } from '../helpers/guided-application.ts'
import { button, field } from '../helpers/sign-in-page.ts'

const ENVIRONMENT: Place = {
  after: 'Create a .env file in the root of your project:',
  before: '5. Update main.ts for Session Middleware:',
}

/** By the paths that the guide gives them. */
const SOURCES: Readonly<Record<string, Place>> = {
  'src/main.ts': {
    after: 'Modify src/main.ts to include session middleware.',
    before: '6. Create a Configuration Module and Service:',
  },
  'src/config/config.module.ts': {
    after:
      'Create src/config/config.module.ts and src/config/config.service.ts to load environment variables.',
    before: "import { Injectable } from '@nestjs/common';",
  },
  'src/config/config.service.ts': {
    after: 'export class ConfigModule {}',
    before: '7. Create an OIDC Service and Module:',
  },
  'src/oidc/oidc.service.ts': {
    after:
      'This service will encapsulate the OIDC logic, similar to the Python helper. Create src/oidc/oidc.service.ts.',
    before: 'Create src/oidc/oidc.module.ts to organize the OIDC service.',
  },
  'src/oidc/oidc.module.ts': {
    after: 'Create src/oidc/oidc.module.ts to organize the OIDC service.',
    before: '8. Create an Authentication Controller:',
  },
  'src/auth/auth.controller.ts': {
    after: 'Create src/auth/auth.controller.ts to handle the web routes.',
    before: '9. Update app.module.ts:',
  },
  'src/app.module.ts': {
    after: 'Import the ConfigModule, OidcModule, and AuthController.',
    before: '10. Basic AppController (Optional, for testing):',
  },
  'src/app.controller.ts': {
    after: 'You can keep a simple AppController to test the login flow.',
    before: '11. Run the Application:',
  },
}

/** The parameters of its authorization request, in their order. */
const PRINTED_REQUEST = [
  'tenant_id',
  'response_type',
  'redirect_uri',
  'client_id',
  'scope',
  'nonce',
  'code_challenge_method',
  'code_challenge',
  'state',
  'prompt',
]

/** By the path of the file that they change. */
type Edits = Readonly<Record<string, readonly Edit[]>>

/** Imported by app.module.ts and not printed, since `nest new` has made it; this is what it makes. */
const APP_SERVICE = `import { Injectable } from '@nestjs/common';
@Injectable()
export class AppService {
  getHello(): string {
    return 'Hello World!';
  }
}`

/** As `nest new` sets them, without type checks: `--strict` refuses what is printed. */
const COMPILER: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2023,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  esModuleInterop: false,
}

const environmentEdits = ({ handed }: Scene): readonly Edit[] => [
  {
    from: 'https://your-server.com/api/oidc/{tenant_id}/.well-known/openid-configuration',
    to: handed.discovery_url,
    why: 'the server of the reader, who fills in the braces',
  },
  { from: 'your_client_id', to: handed.client_id, why: 'the client of the reader' },
  { from: 'your_confidential_client_secret', to: handed.client_secret, why: 'likewise' },
  { from: 'http://localhost:3000/auth/callback', to: handed.redirect_uri, why: 'a port that is free' },
]

const mainEdits = ({ port }: Scene): Edits => ({
  'src/main.ts': [{ from: 'app.listen(3000)', to: `app.listen(${port})`, why: 'the same port' }],
})

/** Of whoever wants another request than the sample's: its own parameters, with the values that it was made for. */
const SIGN_UP: Edits = {
  'src/auth/auth.controller.ts': [
    { from: "'login', // Force login prompt", to: "'create',", why: 'its type allows login and create' },
    {
      from: "null,\nnull,\n'default', // Your tenant ID",
      to: `'${LOVELACE.username}', '${LOVELACE.email}', 'default',`,
      why: 'loginHint and emailHint',
    },
  ],
}

const compiled = (source: string): string =>
  ts.transpileModule(source, { compilerOptions: COMPILER }).outputText

function filesOf(scene: Scene, edits: Edits): Record<string, string> {
  const sources = Object.entries(SOURCES).map(([path, place]): [string, string] => [path, printed(place)])
  const whole = { ...Object.fromEntries(sources), 'src/app.service.ts': APP_SERVICE }
  const programs = Object.entries(whole).map(([path, source]) => [
    path.replace(/^src(.*)\.ts$/, 'dist$1.js'),
    compiled(edited(source, edits[path] ?? [])),
  ])
  return { ...Object.fromEntries(programs), '.env': edited(printed(ENVIRONMENT), environmentEdits(scene)) }
}

/** @param edits beside those without which it would not find its server */
async function runningScene(t: Test, edits: Edits = {}) {
  const scene = await guidedScene(t)
  const application = await startApplication(t, {
    files: filesOf(scene, { ...mainEdits(scene), ...edits }),
    command: process.execPath,
    parameters: ['dist/main.js'],
    env: { NO_COLOR: '1' },
    // It listens, and has loaded discovery and keys: the one does not wait for the other.
    ready: /(?=.*OIDC client initialized successfully)(?=.*successfully started)/s,
  })
  const asked: URL[] = []
  scene.page.on('request', (request) => {
    if (request.isNavigationRequest()) asked.push(new URL(request.url()))
  })
  return { ...scene, application, asked, origin: `http://localhost:${scene.port}` }
}

const greeting = (page: Page) => page.locator('body').innerText()
const loginLink = (page: Page) => page.getByRole('link', { name: 'Login with Visual Passcodes' })

/** As it is printed. Each of its tests goes on where the one before it has ended. */
const printedApplication = once(() => runningScene(t))

t.test(
  '1-15: the NestJS application, as it is printed, signs a person in and shows name and email',
  { skip: withoutChromium },
  async (t) => {
    const scene = await printedApplication()
    const { page, origin, asked, dev } = scene
    await page.goto(origin)
    await loginLink(page).click()
    await signInAsAda(scene)
    await button(page, 'Allow').click()
    await page.waitForURL(`${origin}/`)
    t.equal(await greeting(page), 'Welcome, Ada Lovelace (ada@example.com)! Logout')
    const request = asked.find(({ href }) => href.startsWith(`${dev.issuer}/authorize?`))
    const answer = asked.find(({ href }) => href.startsWith(scene.handed.redirect_uri))
    t.same([...(request?.searchParams.keys() ?? [])], PRINTED_REQUEST)
    t.equal(answer?.searchParams.get('state'), request?.searchParams.get('state'))
  },
)

t.test(
  '1-21: its Logout is its own; the session here lives on, and who logs in again is asked again',
  { skip: withoutChromium },
  async (t) => {
    const scene = await printedApplication()
    const { page, origin, dev, handed } = scene
    await page.getByRole('link', { name: 'Logout' }).click()
    await loginLink(page).waitFor()
    t.equal(await greeting(page), 'Hello! Login with Visual Passcodes')

    const { client_id, redirect_uri } = handed
    const silent = { client_id, redirect_uri, response_type: 'code', scope: 'openid', prompt: 'none' }
    await page.goto(`${dev.issuer}/authorize?${new URLSearchParams(silent)}`)
    t.match(new URL(page.url()).searchParams.get('code'), /./, 'nobody was asked')
    t.match(await greeting(page), 'Invalid state parameter.', 'which the application did not ask for')

    await page.goto(origin)
    await loginLink(page).click()
    await signInAsAda(scene)
    await page.waitForURL(`${origin}/`)
    t.match(await greeting(page), 'Welcome, Ada Lovelace', 'and what she allowed is remembered')
  },
)

t.test(
  'RFC 6749 §4.1.2.1: who cancels is told so by the NestJS application, and nothing fails here',
  { skip: withoutChromium },
  async (t) => {
    const { page, origin, dev, application } = await printedApplication()
    await page.goto(`${origin}/auth/login`)
    await page.locator('#sign-in[data-ready]').waitFor()
    await button(page, 'Cancel').click()
    await page.waitForURL(/[?&]error=access_denied/)
    t.match(await greeting(page), 'Authentication failed.')
    t.match(await application.says(/error: '/), 'invalid_', 'it redeemed the code that it did not get')
    t.notOk(dev.notices.some(({ error }) => error === 'server_error'))
  },
)

t.test(
  '1-6: the NestJS application asks for an account with prompt=create and both hints, and shows who made it',
  { skip: withoutChromium },
  async (t) => {
    const scene = await runningScene(t, SIGN_UP)
    const { page, origin, dev } = scene
    await givenPolicy(dev, { self_registration: true, id_token_signed_response_alg: 'RS256' })
    await page.goto(`${origin}/auth/login`)
    await enrolmentReady(page)
    t.equal(await field(page, 'Username').inputValue(), LOVELACE.username)
    t.equal(await field(page, 'Email').inputValue(), LOVELACE.email)
    await field(page, 'Name').fill(LOVELACE.name)
    await choosePasscode(page, await ownPicture())
    await page.getByRole('link', { name: /^Go on to / }).click()
    await button(page, 'Allow').click()
    await page.waitForURL(`${origin}/`)
    t.match(await greeting(page), `Welcome, ${LOVELACE.name} (${LOVELACE.email})!`)
  },
)
