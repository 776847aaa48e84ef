/**
 * What browsers load: our scripts with their types stripped, the passcode's one library, stylesheets and icon, under
 * an address that holds the hash of them all, so that it may be kept for ever and relative imports work unchanged.
 *
 * Implements: RFC 9110 §8.4, §12.5.3; RFC 8246 §2.
 */
import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { recentlyMade } from '../primitives/recently-made.ts'
import { listShipped, readShipped } from '../primitives/shipped-files.ts'
import { WORKER_POLICY } from './security-headers.ts'
import { tenantStylesheet } from './tenant-style.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

export type Asset = Readonly<{
  headers: (encoding: Encoding) => Record<string, string>
  /** The body in an encoding; made when first asked for, then kept. */
  body: (encoding: Encoding) => Promise<Buffer>
}>

/** What every page needs; it comes in a tenant's colour too. */
const STYLE = 'style.css'

export type Assets = Readonly<{
  /** Names the whole tree: the folder below `/assets/`. */
  hash: string
  /** @throws {Error} when there is no such file: a misspelt name is our bug */
  url: (path: string) => string
  find: (path: string) => Asset | undefined
  /** The stylesheet of every page in a colour, so that a page waits for one alone. */
  styleIn: (accent: string) => Asset
}>

const LIBRARY = '@serenity-kit/opaque'
const LIBRARY_PATH = 'opaque.js'

const TYPES: Readonly<Record<string, string>> = {
  ts: 'text/javascript; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

/** @param root the folder that holds `src/`, `views/` and `node_modules/`, ending in a slash */
export function buildAssets(root: URL): Assets {
  const sources = new Map([
    ...filesBelow(root, 'src/browser/', 'browser/'),
    ...filesBelow(root, 'src/passcode/', 'passcode/'),
    ['icon.svg', readShipped(new URL('views/assets/icon.svg', root))],
    ['account.css', Buffer.concat(filesBelow(root, 'views/assets/account/', '').map(([, source]) => source))],
    ['device.css', Buffer.concat(filesBelow(root, 'views/assets/device/', '').map(([, source]) => source))],
    ['dev.css', Buffer.concat(filesBelow(root, 'views/assets/dev/', '').map(([, source]) => source))],
    ['enrol.css', Buffer.concat(filesBelow(root, 'views/assets/enrol/', '').map(([, source]) => source))],
    [STYLE, Buffer.concat(filesBelow(root, 'views/assets/style/', '').map(([, source]) => source))],
    [LIBRARY_PATH, readShipped(new URL(`node_modules/${LIBRARY}/esm/index.js`, root))],
  ])
  const hash = hashOf(sources)
  const url = (path: string) => `/assets/${hash}/${path}`
  const assets = new Map(
    [...sources].map(([path, source]) => [path, makeAsset(path, source, url(LIBRARY_PATH))] as const),
  )
  return {
    hash,
    url(path) {
      if (!assets.has(path)) throw new Error(`there is no asset ${path}`)
      return url(path)
    },
    find: (path) => assets.get(path),
    styleIn: recentlyMade(MOST_COLOURS, (accent) =>
      makeAsset(STYLE, Buffer.from(`${sources.get(STYLE)}${tenantStylesheet(accent)}`), url(LIBRARY_PATH)),
    ),
  }
}

/** Colours whose stylesheet is kept. */
const MOST_COLOURS = 64

/** Names a stylesheet in its colour, so that it may be kept for ever. */
export const styleVersion = ({ hash }: Pick<Assets, 'hash'>, accent: string): string =>
  `${hash}-${accent.slice(1)}`

function filesBelow(root: URL, folder: string, prefix: string): [string, Buffer][] {
  const base = new URL(folder, root)
  return listShipped(base).map((name) => [prefix + name, readShipped(new URL(name, base))])
}

function hashOf(sources: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256')
  for (const [path, source] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${source.length}\0`).update(source)
  }
  return hash.digest('base64url').slice(0, 16)
}

function makeAsset(path: string, source: Buffer, library_url: string): Asset {
  const bodies = new Map<Encoding, Promise<Buffer>>()
  // Stripped when first asked for: a start that serves no page pays nothing.
  const plain = () => served(path, source, library_url)
  return {
    headers: (encoding) => ({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': path.endsWith('-worker.ts') ? WORKER_POLICY : "default-src 'none'",
      'content-type': TYPES[extensionOf(path)] as string,
      'cross-origin-resource-policy': 'same-origin',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    }),
    body(encoding) {
      const known = bodies.get(encoding)
      if (known) return known
      const made = encode(plain(), encoding)
      bodies.set(encoding, made)
      return made
    },
  }
}

function served(path: string, source: Buffer, library_url: string): Buffer {
  if (path.endsWith('.ts')) return script(source, library_url)
  return path.endsWith('.css') ? stylesheet(source) : source
}

/** Ends of lines after an opening bracket or a comma, and before a closing bracket; not where a comment ends. */
const JOINT = /(?<=^(?:(?!\/\/).)*)(?:(?<=[{([,])\n|\n(?=[})\]]))/gm

/** With a blank on either side; no literal of ours holds one of them so, and a test looks. */
const OPERATOR = / (=>|=|===|!==|&&|\|\||\?\??) /g

/** Without types, and without the lines and blanks that they, indentation and comments leave behind or need not have. */
function script(source: Buffer, library_url: string): Buffer {
  const lines = stripTypeScriptTypes(source.toString('utf8'))
    .replace(/^ *\/\*\*.*?\*\/$|^ *\/\/[^\n]*$/gms, '')
    .replace(/ {2,}/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .replace(JOINT, '')
    .replace(OPERATOR, '$1')
    .trimStart()
  return Buffer.from(lines.replaceAll(`'${LIBRARY}'`, `'${library_url}'`))
}

/** Without comments and indentation. */
function stylesheet(source: Buffer): Buffer {
  return Buffer.from(
    source
      .toString('utf8')
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/\n\s*/g, '\n'),
  )
}

/** The best encoding that a request's Accept-Encoding allows; what it weights with zero it refuses. */
export function acceptedEncoding(accept: string | undefined): Encoding {
  const offers = (accept ?? '').toLowerCase().split(',')
  const accepted = offers
    .map((offer) => offer.split(';'))
    .filter(([, q]) => !/^\s*q=0(\.0*)?\s*$/.test(q ?? ''))
  const names = new Set(accepted.map(([name]) => name?.trim()))
  if (names.has('br')) return 'br'
  return names.has('gzip') ? 'gzip' : 'identity'
}

async function encode(plain: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'identity') return plain
  if (encoding === 'gzip') return promisify(gzip)(plain)
  return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}
