import t from 'tap'
import { followable, webAddress } from '../../src/http/link-address.ts'

t.test('RFC 9700 §4.11: an address that runs script or leaves unseen never stands in a link', async (t) => {
  for (const address of [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    'blob:https://app.example/1',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    'relative',
    '',
  ]) {
    t.equal(followable(address), undefined, address)
  }
})

t.test("RFC 8252 §7.1: an app's own scheme, the web and our own paths may be followed", async (t) => {
  for (const address of [
    'com.example.app:/cb',
    'https://app.example/x?y',
    'http://127.0.0.1:1/',
    '/api/oidc/default/',
  ]) {
    t.equal(followable(address), address)
  }
})

t.test('OpenID Connect Dynamic Registration 1.0 §2: policy and terms are web pages', async (t) => {
  t.equal(webAddress('https://app.example/policy'), 'https://app.example/policy')
  t.equal(webAddress('com.example.app:/policy'), undefined)
  t.equal(webAddress('policy'), undefined)
})
