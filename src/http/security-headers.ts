/**
 * Headers of every page: what it may load and run, whom it may post to, and that nobody keeps or frames it.
 *
 * Implements: Content Security Policy Level 3 §6; RFC 9700 §4.2.4, §4.16.
 */
export type PageHeaders = Readonly<Record<string, string>>

/** The policy of a worker's own response, the only place where WebAssembly may be compiled. */
export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

/** A picture that a stranger chose: should a browser open it by itself, it is a picture and nothing else. */
export const LOGO_HEADERS: PageHeaders = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** A page that shows nothing, and may be shown by any page of the web: it runs its script, and no more. */
export const FRAMED_ANYWHERE: PageHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    'frame-ancestors *',
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
}

/** @param redirect_uri where the answer to a form of this page may redirect, when that can be a client */
export function pageHeaders(redirect_uri: string | undefined): PageHeaders {
  const formAction = redirect_uri === undefined ? "'self'" : `'self' ${formTarget(redirect_uri)}`
  return headersOf(formAction, "'none'")
}

/** @param origin the one whose pages may frame this page, which says something to them and takes nothing */
export const messagePageHeaders = (origin: string): PageHeaders => headersOf("'none'", origin)

function headersOf(formAction: string, framedBy: string): PageHeaders {
  return {
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "worker-src 'self'",
      "connect-src 'self'",
      "img-src 'self' blob:",
      `form-action ${formAction}`,
      "base-uri 'none'",
      `frame-ancestors ${framedBy}`,
      "require-trusted-types-for 'script'",
      'trusted-types vpc',
    ].join('; '),
    // no-referrer would also make Origin null in our own forms' posts, and that is what tells them from forged ones.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    // Each is for one person, and most for one time: none is to be found by searching.
    'x-robots-tag': 'noindex',
  }
}

/** @param frames the addresses that this page shows in frames, and no others of the web */
export function framingPageHeaders(frames: readonly string[]): PageHeaders {
  const headers = pageHeaders(undefined)
  if (frames.length === 0) return headers
  const origins = [...new Set(frames.map(frameSource))].join(' ')
  return {
    ...headers,
    'content-security-policy': `${headers['content-security-policy']}; frame-src ${origins}`,
  }
}

/**
 * form-action governs every redirect after a form too (CSP3 §6.4.1), and a broker leads on to an application that only it
 * knows: so the scheme is named, and no host.
 */
function formTarget(redirect_uri: string): string {
  const { protocol } = new URL(redirect_uri)
  return protocol === 'http:' ? 'http: https:' : protocol
}

/** A source expression cannot hold an IPv6 address: that is named by its scheme. */
function frameSource(address: string): string {
  const { protocol, hostname, origin } = new URL(address)
  return hostname.startsWith('[') ? protocol : origin
}
