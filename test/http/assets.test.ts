import { readdirSync, readFileSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { acceptedEncoding, buildAssets } from '../../src/http/assets.ts'

const root = new URL('../../', import.meta.url)
const assets = buildAssets(root)
const text = async (path: string) => String(await assets.find(path)?.body('identity'))
const PAGE_SCRIPT = [
  'browser/sign-in.ts',
  'browser/words.ts',
  'browser/status-line.ts',
  'browser/picture-frame.ts',
  'browser/pin-cells.ts',
  'browser/passcode-link.ts',
  'passcode/pin.ts',
]

t.test('RFC 8246 §2: an address names its content, so that it may be kept for ever', async (t) => {
  t.match(assets.url('style.css'), /^\/assets\/[\w-]{16}\/style\.css$/)
  t.equal(buildAssets(root).hash, assets.hash)
  t.match(assets.find('icon.svg')?.headers('identity'), {
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'image/svg+xml',
  })
})

t.test('HTML §8.1.3: a script is served without its types, its relative imports unchanged', async (t) => {
  const script = await text('browser/sign-in.ts')
  t.match(script, "from './words.ts'")
  t.notMatch(script, /import type|: void|\bas Method/)
  t.match(assets.find('browser/sign-in.ts')?.headers('identity')['content-type'], /^text\/javascript/)
})

t.test(
  'HTML §8.1.5: the library is imported from its address, as a browser has no other name for it',
  async (t) => {
    const sources = await Promise.all(
      readdirSync(new URL('src/passcode/', root)).map((name) => text(`passcode/${name}`)),
    )
    const joined = sources.join('\n')
    t.match(joined, `from '${assets.url('opaque.js')}'`)
    t.notMatch(joined, "'@serenity-kit/opaque'")
    t.match(await text('opaque.js'), 'export')
  },
)

t.test('CSP3 §6.1: the policy that lets WebAssembly compile stands on the worker alone', async (t) => {
  const policy = (path: string) => assets.find(path)?.headers('br')['content-security-policy']
  t.match(policy('browser/passcode-worker.ts'), 'wasm-unsafe-eval')
  t.equal(policy('browser/sign-in.ts'), "default-src 'none'")
})

t.test('RFC 9110 §8.4: a body is compressed once for each encoding and unpacks to the same', async (t) => {
  const asset = assets.find('style.css')
  const plain = await text('style.css')
  const packed = await asset?.body('br')
  t.equal(String(brotliDecompressSync(packed ?? '')), plain)
  t.equal(String(gunzipSync((await asset?.body('gzip')) ?? '')), plain)
  t.equal(await asset?.body('br'), packed)
  t.match(asset?.headers('br'), { 'content-encoding': 'br', vary: 'accept-encoding' })
  t.notOk(asset?.headers('identity')['content-encoding'])
})

t.test('RFC 9110 §12.5.3: the best encoding that the client accepts is sent', async (t) => {
  t.equal(acceptedEncoding('gzip, deflate, br;q=0.9'), 'br')
  t.equal(acceptedEncoding('GZIP'), 'gzip')
  t.equal(acceptedEncoding('gzip;q=0.5, br; q=0.0'), 'gzip')
  t.equal(acceptedEncoding('deflate, gzip;q=0'), 'identity')
  t.equal(acceptedEncoding(undefined), 'identity')
})

t.test('HTML §4.2.4: a file that is not there is found neither by path nor by address', async (t) => {
  t.equal(assets.find('browser/nothing.ts'), undefined)
  t.throws(() => assets.url('browser/nothing.ts'), { message: 'there is no asset browser/nothing.ts' })
})

t.test(
  'ECMAScript §12.9: no literal spans lines or holds blanks in a row or an arrow, which serving would change',
  async (t) => {
    const lines = ['src/browser/', 'src/passcode/'].flatMap((folder) =>
      readdirSync(new URL(folder, root)).flatMap((name) =>
        readFileSync(new URL(folder + name, root), 'utf8')
          .replace(/\/\*\*.*?\*\//gs, '')
          .split('\n')
          .map((line) => `${name}: ${line}`),
      ),
    )
    t.ok(lines.length > 500)
    const opens = (line: string) => line.split('`').length % 2 === 0
    t.strictSame(lines.filter(opens), [])
    t.strictSame(
      lines.filter((line) =>
        line
          .match(/'[^']*'|`[^`]*`/g)
          ?.some((literal) => / {2}| (=>|=|===|!==|&&|\|\||\?\??) /.test(literal)),
      ),
      [],
    )
  },
)

t.test('Visual passcode: what a sign-in page loads stays small', async (t) => {
  const scripts = await Promise.all(PAGE_SCRIPT.map(text))
  t.ok(Buffer.byteLength(scripts.join('')) <= 10 * 1024)
  t.ok(Buffer.byteLength(await text('style.css')) <= 22 * 1024)
  t.ok(Buffer.byteLength(await text('icon.svg')) <= 512)
})
