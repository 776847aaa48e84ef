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

/** @param redirect_uri where the answer to a form of this page may redirect, when that can be a client */
export function pageHeaders(redirect_uri: string | undefined): PageHeaders {
  const formAction = redirect_uri === undefined ? "'self'" : `'self' ${formTarget(redirect_uri)}`
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
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types vpc',
    ].join('; '),
    // no-referrer would also make Origin null in our own forms' posts, and that is what tells them from forged ones.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  }
}

/**
 * form-action also governs the redirect that answers a form, so the client's origin is named. An application's
 * own scheme has no origin, and a source expression cannot hold an IPv6 address: both are named by scheme.
 */
function formTarget(redirect_uri: string): string {
  const { protocol, hostname, origin } = new URL(redirect_uri)
  const isNamedByOrigin = /^https?:$/.test(protocol) && !hostname.startsWith('[')
  return isNamedByOrigin ? origin : protocol
}
