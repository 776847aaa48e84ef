/**
 * Scope: words in one order or another.
 */
import t from 'tap'
import { parseScope, SCOPES_SUPPORTED, scopeOfText, scopeText } from '../../src/domain/scope.ts'

t.test('RFC 6749 §3.3: words separated by single spaces, each once, in their order', async (t) => {
  t.same([...parseScope('openid')], ['openid'])
  t.same([...parseScope('email openid email')], ['email', 'openid'])
  t.same([...parseScope('https://api.example/read !#[]~')], ['https://api.example/read', '!#[]~'])
})

t.test('RFC 6749 §3.3: what is not of that form is invalid_scope', async (t) => {
  for (const text of [
    '',
    ' ',
    ' openid',
    'openid ',
    'openid  email',
    'a"b',
    'a\\b',
    'é',
    'a\tb',
    'a\nb',
    'a\u007f',
  ]) {
    t.throws(
      () => parseScope(text),
      { code: 'invalid_scope', reason: 'scope-malformed' },
      JSON.stringify(text),
    )
  }
})

t.test('RFC 6749 §3.3: a scope in text and back', async (t) => {
  t.equal(scopeText(parseScope('openid email')), 'openid email')
  t.same([...scopeOfText('openid email')], ['openid', 'email'])
  t.same([...scopeOfText('')], [])
  t.equal(scopeText(new Set()), '')
})

t.test('OpenID Connect Core 1.0 §5.4, §11: the scopes that are served are well formed', async (t) => {
  t.same([...parseScope(SCOPES_SUPPORTED.join(' '))], [...SCOPES_SUPPORTED])
})
