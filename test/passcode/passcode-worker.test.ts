/**
 * The worker in a real Chromium, under the policy it is served with, against the package's own server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { server as opaque, ready } from '@serenity-kit/opaque'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { PasscodeSecret, SignInOutcome, WorkerMessage } from '../../src/browser/worker-messages.ts'
import { isLoginProof } from '../../src/domain/authentication/login-proof-check.ts'
import { buildAssets } from '../../src/http/assets.ts'
import { finishRegistration, serverIdentity, startRegistration } from '../../src/passcode/opaque-client.ts'
import { encodePasscode } from '../../src/passcode/passcode-secret.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { JPEG, jpegFile, jpegSegment } from '../helpers/pictures.ts'

const tenant_uuid = '00112233-4455-6677-8899-aabbccddeeff'
const pin = { method: 'pin', digits: '4271' } as const
const key_stretching = { ksf_m: 19_456, ksf_t: 2, ksf_p: 1 }
const identifiers = { server: serverIdentity(tenant_uuid) }
const userIdentifier = 'credential-1'

await ready
const assets = buildAssets(new URL('../../', import.meta.url))
const serverSetup = opaque.createSetup()
const record = await registered()

async function registered(): Promise<string> {
  const password = await encodePasscode({
    tenant_uuid,
    picture_digest: await pictureDigest(jpegFile()),
    secret: pin,
  })
  const { request, client_state } = startRegistration(password)
  const { registrationResponse: response } = opaque.createRegistrationResponse({
    serverSetup,
    userIdentifier,
    registrationRequest: request,
  })
  return finishRegistration({ password, tenant_uuid, key_stretching, client_state, response }).record
}

type Call = Readonly<{ path: string; body: Record<string, string> }>
type Reply = Readonly<{ status: number; headers?: Record<string, string>; body: string | object }>

/** What the server answers at the start to whoever has this name. */
const REFUSALS: Readonly<Record<string, Reply>> = {
  eager: { status: 429, body: { retry_after: 30 } },
  unlucky: { status: 503, headers: { 'retry-after': '7' }, body: 'busy' },
  unluckier: { status: 503, body: 'busy' },
  late: { status: 410, body: { next: '/signed-out' } },
  lost: { status: 500, body: {} },
  garbled: { status: 200, body: '<!doctype html>' },
  cheated: { status: 200, body: { challenge: 'c-1', ke2: '', ksf: { m: 1024, t: 1, p: 1 } } },
}

/** A server that knows one person, and keeps what it was asked. */
async function startPasscodeServer(t: Test) {
  const calls: Call[] = []
  let state = ''

  const start = ({ username = '', ke1 = '' }: Call['body']): Reply => {
    const refusal = REFUSALS[username]
    if (refusal !== undefined) return refusal
    const answer = opaque.startLogin({
      serverSetup,
      userIdentifier,
      registrationRecord: username === 'ada' ? record : null,
      startLoginRequest: ke1,
      identifiers,
    })
    state = answer.serverLoginState
    const ksf = { m: key_stretching.ksf_m, t: key_stretching.ksf_t, p: key_stretching.ksf_p }
    return { status: 200, body: { challenge: 'c-1', ke2: answer.loginResponse, ksf } }
  }

  const finish = async ({ challenge = '', ke3 = '', proof = '' }: Call['body']): Promise<Reply> => {
    const refused = { status: 400, body: { error: 'no_match' } }
    if (ke3 === '') return refused
    const { sessionKey } = opaque.finishLogin({
      serverLoginState: state,
      finishLoginRequest: ke3,
      identifiers,
    })
    const binding = { challenge, origin, client_id: 'rp', interaction: 'i-1' }
    return isLoginProof(proof, sessionKey, binding)
      ? { status: 200, body: { ok: true, next: '/next' } }
      : refused
  }

  const answer = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const path = request.url ?? ''
    const asset = assets.find(path.replace(`/assets/${assets.hash}/`, ''))
    if (asset !== undefined) {
      reply.writeHead(200, asset.headers('identity')).end(await asset.body('identity'))
      return
    }
    if (request.method === 'GET') {
      const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'"
      reply.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end()
      return
    }
    const body = (await json(request)) as Call['body']
    calls.push({ path, body })
    if (body['username'] === 'cut') {
      reply.destroy()
      return
    }
    const { status, headers, body: sent } = path.endsWith('/start') ? start(body) : await finish(body)
    reply.writeHead(status, headers).end(typeof sent === 'string' ? sent : JSON.stringify(sent))
  }

  const server = createServer((request, reply) => void answer(request, reply))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, calls }
}

type Attempt = Readonly<{
  username?: string
  picture?: Uint8Array
  /** Bytes that follow the picture. */
  filler?: number
  secret?: PasscodeSecret
  origin?: string
}>

/** Everything that the worker says, up to the outcome. */
function signIn(page: Page, origin: string, attempt: Attempt = {}): Promise<WorkerMessage[]> {
  const { picture = jpegFile(), filler = 0, ...changes } = attempt
  const message = {
    kind: 'sign-in',
    passcode_url: `${origin}/passcode`,
    interaction: 'i-1',
    client_id: 'rp',
    tenant_uuid,
    origin,
    username: 'ada',
    secret: pin,
    ...changes,
  }
  const given = {
    worker_url: assets.url('browser/passcode-worker.ts'),
    message,
    picture: [...picture],
    filler,
  }
  return page.evaluate(
    ({ worker_url, message, picture, filler }) =>
      new Promise<WorkerMessage[]>((resolve) => {
        const said: WorkerMessage[] = []
        const worker = new Worker(worker_url, { type: 'module' })
        worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
          if (said.push(data) < 2) return
          worker.terminate()
          resolve(said)
        }
        const file = new Blob([Uint8Array.from(picture), new Uint8Array(filler)])
        worker.postMessage({ ...message, picture: file })
      }),
    given,
  )
}

t.test(
  'Visual passcode: the worker signs a person in, and says how it went',
  { skip: withoutChromium },
  async (t) => {
    const { origin, calls } = await startPasscodeServer(t)
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    await page.goto(origin)

    const outcomeOf = async (attempt: Attempt = {}) => {
      calls.length = 0
      const said = await signIn(page, origin, attempt)
      t.same(said[0], { kind: 'ready' })
      const last = said[1]
      return last?.kind === 'outcome' ? last.outcome : undefined
    }
    const noMatch: SignInOutcome = { ok: false, reason: 'no-match' }

    t.same(await outcomeOf(), { ok: true, next: '/next' })
    t.same(
      calls.map(({ path }) => path),
      ['/passcode/login/start', '/passcode/login/finish'],
    )
    t.same(Object.keys(calls[0]?.body ?? {}), ['username', 'ke1', 'interaction'])
    t.same(Object.keys(calls[1]?.body ?? {}), ['challenge', 'ke3', 'proof'])

    const stripped = jpegFile({ jfif: jpegSegment(0xfe, Buffer.from('copied')), trailer: Buffer.alloc(9) })
    t.same(await outcomeOf({ picture: stripped }), { ok: true, next: '/next' }, 'other metadata')

    const empty = { challenge: 'c-1', ke3: '', proof: '' }
    for (const [what, attempt] of Object.entries({
      'another PIN': { secret: { method: 'pin', digits: '4272' } },
      'another picture': { picture: jpegFile({ data: Buffer.concat([JPEG.data, JPEG.data]) }) },
      'a picture cut short': { picture: jpegFile().subarray(0, -2) },
      'an unknown person': { username: 'bob' },
    } satisfies Record<string, Attempt>)) {
      t.same(await outcomeOf(attempt), noMatch, what)
      t.same(calls[1]?.body, empty, `${what}: the server is asked all the same`)
    }
    t.same(await outcomeOf({ origin: 'https://look-alike.example' }), noMatch, 'another origin')
    t.not(calls[1]?.body['proof'], '')

    t.same(await outcomeOf({ secret: { method: 'pin', digits: '1' } }), noMatch)
    t.same(await outcomeOf({ secret: { method: 'pattern', grid: 3, points: [0] } }), noMatch)
    const unreadable = { ok: false, reason: 'unreadable', detail: 'not-a-picture' }
    t.same(await outcomeOf({ picture: Buffer.from('a letter') }), unreadable)
    t.same(await outcomeOf({ picture: Buffer.alloc(0) }), unreadable)
    t.same(await outcomeOf({ filler: 50_000_000 }), { ...unreadable, detail: 'too-large' })
    t.same(calls, [], 'none of these goes over the network')

    t.same(await outcomeOf({ username: 'eager' }), { ok: false, reason: 'wait', seconds: 30 })
    t.same(await outcomeOf({ username: 'unlucky' }), { ok: false, reason: 'busy', seconds: 7 })
    t.same(await outcomeOf({ username: 'unluckier' }), { ok: false, reason: 'busy', seconds: 5 })
    t.same(await outcomeOf({ username: 'late' }), { ok: false, reason: 'expired', next: '/signed-out' })
    t.same(await outcomeOf({ username: 'cheated' }), { ok: false, reason: 'unsupported' })
    for (const username of ['lost', 'garbled', 'cut']) {
      t.same(await outcomeOf({ username }), { ok: false, reason: 'offline' }, username)
    }
    // A browser tries again by itself on a connection that was left open: how often is its own affair.
    t.notOk(
      calls.some(({ path }) => path.endsWith('/finish')),
      'no finish without a start',
    )
  },
)

t.test(
  'Visual passcode: the worker says when WebAssembly is refused',
  { skip: withoutChromium },
  async (t) => {
    const { origin, calls } = await startPasscodeServer(t)
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    await page.route('**/passcode-worker.ts', async (route) => {
      const response = await route.fetch()
      const policy = "default-src 'none'; script-src 'self'; connect-src 'self'"
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } })
    })
    await page.goto(origin)
    t.same(await signIn(page, origin), [
      { kind: 'unsupported' },
      { kind: 'outcome', outcome: { ok: false, reason: 'unsupported' } },
    ])
    t.same(calls, [])
  },
)
