import t from 'tap'
import { pageHeaders, WORKER_POLICY } from '../../src/http/security-headers.ts'

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

t.test('CSP3 §6.4.1: form-action names the origin that the answer of a form may redirect to', async (t) => {
  t.equal(formAction('https://app.example/callback?x=1'), "'self' https://app.example")
  t.equal(formAction('http://127.0.0.1:51004/cb'), "'self' http://127.0.0.1:51004")
  t.equal(formAction('http://[::1]:51004/cb'), "'self' http:")
  t.equal(formAction('com.example.app:/oauth2redirect'), "'self' com.example.app:")
})

t.test('RFC 9700 §4.2.4: a page is not kept, and its address goes to nobody else', async (t) => {
  t.match(pageHeaders(undefined), {
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  })
})
