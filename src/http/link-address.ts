/**
 * Addresses that came from a client or a tenant, before they stand in a link.
 */

/** Refused are schemes that run or read something here instead of going there; an app's own scheme may pass. */
const REFUSED = new Set([
  'javascript:',
  'data:',
  'blob:',
  'file:',
  'filesystem:',
  'vbscript:',
  'about:',
  'view-source:',
])

/** The address itself when a browser may follow it from one of our pages, else undefined. */
export function followable(address: string): string | undefined {
  // A path of our own; two slashes (or a backslash, which browsers take for one) would lead to another host.
  if (/^\/(?![/\\])/.test(address)) return address
  return URL.canParse(address) && !REFUSED.has(new URL(address).protocol) ? address : undefined
}

/** The address itself when it is a page on the web, else undefined. */
export function webAddress(address: string): string | undefined {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : undefined
}
