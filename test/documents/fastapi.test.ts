/**
 * The FastAPI application of the guide for confidential clients. The guide prints it without indentation, which in Python is
 * part of the program: what runs is a copy that has it again, and that is compared with what is printed here.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import axios from 'axios'
import t, { type Test } from 'tap'
import { withoutChromium } from '../helpers/chromium.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { DOCUMENTS, type Place, printed } from '../helpers/guide.ts'
import { guidedScene, type Handed, signInAsAda, startApplication } from '../helpers/guided-application.ts'
import { anotherClient, guidedClient, tokensOf } from '../helpers/guided-client.ts'
import { button } from '../helpers/sign-in-page.ts'

const PYTHON = process.env['PYTHON'] ?? 'python3'

const PRINTED: Readonly<Record<string, Place>> = {
  'settings.py': {
    after:
      "For demonstration purposes, let's assume you have a settings.py file or environment variables for your Visual Passcodes configuration.",
    before: '4. FastAPI Application (main.py):',
  },
  'main.py': { after: '4. FastAPI Application (main.py):', before: 'Explanation of the Code:' },
}

/** Lines of the copy that are not printed. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  'settings.py': [],
  // /login calls secrets.token_urlsafe, and without it answers 500.
  'main.py': ['import secrets'],
}

/** Not printed either, but described: what main.py imports from it, and what each does. */
const HELPER = 'oidc_helper.py'

const read = (file: string): string => readFileSync(join(DOCUMENTS, 'fastapi', file), 'utf8')

const words = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

t.test('1-0: what runs is what the guide prints, with its indentation and one import', async (t) => {
  for (const [file, place] of Object.entries(PRINTED)) {
    const added = ADDED[file] ?? []
    t.same(
      words(read(file)).filter((line) => !added.includes(line)),
      words(printed(place)),
      file,
    )
  }
  t.match(printed(PRINTED['main.py'] as Place), 'secrets.token_urlsafe(16)')
  t.match(printed(PRINTED['main.py'] as Place), `from ${HELPER.replace('.py', '')} import`)
})

/** `str | None` in the signature of a route is evaluated when it is defined, which Python does from 3.10 on. */
const NEEDED = `import sys
assert sys.version_info >= (3, 10), 'Python ' + sys.version
import fastapi, uvicorn, httpx, jwcrypto, pydantic_settings, itsdangerous`

/** Why it cannot run here, or false. */
const withoutPython: string | false = (() => {
  const { error, status, stderr } = spawnSync(PYTHON, ['-c', NEEDED], { encoding: 'utf8' })
  if (status === 0) return false
  const reason = error?.message ?? stderr.trim().split('\n').at(-1)
  return `The FastAPI application of the guide did not run, since Python cannot: ${PYTHON}: ${reason}`
})()

const environmentOf = ({ discovery_url, client_id, client_secret, redirect_uri }: Handed): string =>
  `VISUAL_AUTH_DISCOVERY_URL=${discovery_url}
VISUAL_AUTH_CLIENT_ID=${client_id}
VISUAL_AUTH_CLIENT_SECRET=${client_secret}
APP_REDIRECT_URI=${redirect_uri}
`

/** By the settings that settings.py reads from a file beside it, and at a port that is free. */
async function runningScene(t: Test) {
  const scene = await guidedScene(t)
  const files = [...Object.keys(PRINTED), HELPER].map((file) => [file, read(file)])
  const application = await startApplication(t, {
    files: { ...Object.fromEntries(files), '.env': environmentOf(scene.handed) },
    command: PYTHON,
    parameters: ['-m', 'uvicorn', 'main:app', '--host', 'localhost', '--port', String(scene.port)],
    // Its packages may be wherever this environment says.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    ready: /Uvicorn running/,
  })
  return { ...scene, application, origin: `http://localhost:${scene.port}` }
}

t.test(
  '1-0: the FastAPI application signs a person in, shows name and email, and signs her out of itself',
  { skip: withoutPython || withoutChromium },
  async (t) => {
    const scene = await runningScene(t)
    const { page, origin } = scene
    // It returns text, which FastAPI sends as JSON: its links are read there, not pressed.
    const shown = async () => JSON.parse(await page.locator('body').innerText())
    await page.goto(origin)
    t.equal(await shown(), "Hello! <a href='/login'>Login with Visual Passcodes</a>")

    await page.goto(`${origin}/login`)
    await signInAsAda(scene)
    await button(page, 'Allow').click()
    await page.waitForURL(`${origin}/`)
    t.equal(await shown(), "Welcome, Ada Lovelace (ada@example.com)! <a href='/logout'>Logout</a>")

    await page.goto(`${origin}/logout`)
    t.match(await shown(), 'Hello!')
    await page.goto(`${origin}/login`)
    await signInAsAda(scene)
    await page.waitForURL(`${origin}/`)
    t.match(await shown(), 'Welcome, Ada Lovelace')
  },
)

t.test(
  '1-10: jwcrypto takes the key by kid, EdDSA unasked, and refuses the wrong one (RFC 8037 §3.1)',
  { skip: withoutPython },
  async (t) => {
    const client = await guidedClient(t)
    await givenPolicy(client.server, { id_token_signed_response_alg: 'RS256' })
    const modern = await anotherClient(client.server, { id_token_signed_response_alg: 'EdDSA' })
    const tokens = {
      RS256: (await tokensOf(client)).id_token,
      EdDSA: (await tokensOf({ ...client, ...modern })).id_token,
    }
    const { data: jwks } = await axios.get(client.discovered.jwks_uri)
    const { stdout, stderr } = spawnSync(PYTHON, [join(DOCUMENTS, 'fastapi/key_lookup.py')], {
      input: JSON.stringify({ jwks, tokens }),
      encoding: 'utf8',
    })
    t.equal(stderr, '')
    t.same(JSON.parse(stdout), {
      RS256: { by_kid: true, alone: ['RS256'] },
      EdDSA: { by_kid: true, alone: ['EdDSA'] },
    })
  },
)
