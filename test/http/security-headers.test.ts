import t from 'tap'
import {
  framingPageHeaders,
  messagePageHeaders,
  pageHeaders,
  WORKER_POLICY,
} from '../../src/http/security-headers.ts'

const policyOf = (redirect_uri: string | undefined) =>
  pageHeaders(redirect_uri)['content-security-policy'] ?? ''
const formAction = (redirect_uri: string | undefined) =>
  /form-action ([^;]*)/.exec(policyOf(redirect_uri))?.[1]

t.test(
  'CSP3 §6: a page loads from its own origin alone, runs no inline script and is not framed',
  async (t) => {
    t.equal(
      policyOf(undefined),
      "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; " +
        "img-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types vpc",
    )
  },
)

t.test('CSP3 §6.1: only the worker compiles WebAssembly', async (t) => {
  t.equal(WORKER_POLICY, "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
  t.notMatch(policyOf('https://app.example/cb'), 'wasm')
})

t.test(
  'CSP3 §6.4.1: form-action lets the answer of a form redirect, and whoever it leads to lead on',
  async (t) => {
    t.equal(formAction(undefined), "'self'")
    t.equal(formAction('https://app.example/callback?x=1'), "'self' https:")
    t.equal(formAction('http://127.0.0.1:51004/cb'), "'self' http: https:")
    t.equal(formAction('http://[::1]:51004/cb'), "'self' http: https:")
    t.equal(formAction('com.example.app:/oauth2redirect'), "'self' com.example.app:")
  },
)

t.test('CSP3 §6.4.2: a page that only says something may be framed by whom it says it to', async (t) => {
  const policy = messagePageHeaders('https://app.example')['content-security-policy']
  const own = policyOf(undefined).replace("form-action 'self'", "form-action 'none'")
  t.equal(policy, own.replace("frame-ancestors 'none'", 'frame-ancestors https://app.example'))
})

t.test('RFC 9700 §4.2.4: a page is not kept, and its address goes to nobody else', async (t) => {
  t.match(pageHeaders(undefined), {
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  })
})

t.test('CSP3 §6.1: a page that shows frames names their origins, each once, and no others', async (t) => {
  const policy = (frames: string[]) => framingPageHeaders(frames)['content-security-policy'] ?? ''
  t.equal(policy([]), policyOf(undefined))
  t.equal(
    policy(['https://a.example/out?x=1', 'https://a.example/other', 'http://[::1]:4000/out']),
    `${policyOf(undefined)}; frame-src https://a.example http:`,
  )
})
