/**
 * The one error: its codes, and every description that the sources have for it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { OAUTH_ERROR_STATUS, OAuthError } from '../../src/domain/oauth-error.ts'

const SRC = join(import.meta.dirname, '../../src')

/** %x20-21 / %x23-5B / %x5D-7E: no quote, no backslash, nothing beyond ASCII. */
const ALLOWED = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/

/** What a description may hold besides fixed words: names that stand in our own sources. */
const KNOWN_PLACEHOLDERS = /^(name|word|parameter)$/

type Description = Readonly<{ path: string; text: string }>

/** Hands on what its callers say: their sentences are taken. */
const HANDS_ON = 'domain/authentication/window-limit.ts'

/** The second argument of each `new OAuthError(`, or the description of a `tooMany(`, where it is written there. */
const descriptions: Description[] = []
/** Those whose description is a variable: the file's own sentences are taken instead. */
const elsewhere = new Set<string>()

for (const path of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.ts')) continue
  const source = readFileSync(join(SRC, path), 'utf8')
  for (const { index } of source.matchAll(/new OAuthError\(/g)) {
    const call = source.slice(index + 'new OAuthError('.length)
    const literal = /^\s*[^,]+?,\s*(?:'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/.exec(call)
    const text = literal?.[1] ?? literal?.[2]
    if (text !== undefined) descriptions.push({ path, text })
    else if (path !== HANDS_ON) elsewhere.add(path)
  }
  for (const [, text = ''] of source.matchAll(/tooMany\([^(]*?description: '([^']*)'/gs)) {
    descriptions.push({ path, text })
  }
}

t.test('RFC 6749 §5.2: every description in the sources keeps to the characters it may have', async (t) => {
  t.ok(descriptions.length >= 20)
  t.ok(descriptions.filter(({ text }) => text.startsWith('Too many')).length >= 4)
  for (const { path, text } of descriptions) {
    t.match(text.replaceAll(/\$\{\w+\}/g, 'x'), ALLOWED, `${path}: ${text}`)
  }
})

t.test('RFC 6749 §5.2: nothing that was sent stands in a description', async (t) => {
  for (const { path, text } of descriptions) {
    for (const [, word = ''] of text.matchAll(/\$\{([^}]*)\}/g))
      t.match(word, KNOWN_PLACEHOLDERS, `${path}: ${text}`)
  }
})

t.test(
  'RFC 6749 §5.2: where a description is a variable, the file’s sentences keep to them too',
  async (t) => {
    for (const path of elsewhere) {
      const source = readFileSync(join(SRC, path), 'utf8')
      const sentences = [...source.matchAll(/'((?:[^'\\\n]|\\.)*\.)'|`((?:[^`\\\n]|\\.)*\.)`/g)]
      t.ok(sentences.length > 0, path)
      for (const [, plain, template] of sentences) {
        t.match((plain ?? template ?? '').replaceAll(/\$\{\w+\}/g, 'x'), ALLOWED, path)
      }
    }
  },
)

t.test('RFC 6749 §5.2: a code has the characters it may have, and a status of a refusal', async (t) => {
  for (const [code, status] of Object.entries(OAUTH_ERROR_STATUS)) {
    t.match(code, /^[a-z_]+$/)
    t.ok(status >= 400 && status <= 503, code)
  }
  t.equal(new OAuthError('invalid_client', 'x').status, 401)
  t.equal(new OAuthError('invalid_grant', 'x').status, 400)
  t.equal(new OAuthError('access_denied', 'x').status, 403)
  t.equal(new OAuthError('access_denied', 'x', { status: 400 }).status, 400, 'RFC 8628 §3.5')
})

t.test('OAuthError: the wire has the code and the description, the log the rest', async (t) => {
  const cause = new Error('below')
  const error = new OAuthError('invalid_grant', 'The code is spent.', {
    reason: 'code-replayed',
    cause,
    sent: 'x',
  })
  t.match(error, { name: 'OAuthError', code: 'invalid_grant', description: 'The code is spent.' })
  t.equal(error.message, 'invalid_grant: The code is spent.')
  t.equal(error.reason, 'code-replayed')
  t.equal(error.cause, cause)
  t.equal(new OAuthError('server_error', 'x').reason, undefined)
})
