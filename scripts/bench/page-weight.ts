/**
 * What a browser loads to show the sign-in page: the page, its styles, icon and scripts with all they import, as they are
 * sent. The worker is no import: it comes while the person is busy with the form.
 */
const TAGS = /<(?:link|script)\b[^>]*?\b(?:href|src)="([^"]+)"/g
const IMPORTS = /\b(?:from|import)\s*\(?\s*'([^']+)'/g

/** The addresses that a page names in its head, or a script imports. */
export function addressesIn(text: string, kind: 'page' | 'script'): string[] {
  return [...text.matchAll(kind === 'page' ? TAGS : IMPORTS)].flatMap(([, address]) => address ?? [])
}

export type Weight = Readonly<{ bytes: number; files: number }>

/**
 * @param url leads to the page, by redirects perhaps
 * @param cookie of a browser that has been here before; empty: of none
 */
export async function pageWeight(url: string, cookie = ''): Promise<Weight> {
  const page = await load(url, cookie)
  const seen = new Map([[page.url, page.bytes]])
  const waiting = addressesIn(page.text, 'page').map((address) => new URL(address, page.url).href)
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (seen.has(address)) continue
    const { bytes, text, is_script } = await load(address)
    seen.set(address, bytes)
    const imports = is_script ? addressesIn(text, 'script') : []
    for (const imported of imports) waiting.push(new URL(imported, address).href)
  }
  return { bytes: [...seen.values()].reduce((sum, bytes) => sum + bytes, 0), files: seen.size }
}

/** Redirects are followed by hand, since the interaction belongs to the browser whose cookie was set on the way. */
async function load(url: string, cookie = '') {
  const reply = await fetch(url, { headers: { 'accept-encoding': 'br', cookie }, redirect: 'manual' })
  const location = reply.headers.get('location')
  if (location !== null) {
    const set = reply.headers.getSetCookie().map((line) => line.split(';', 1)[0])
    return load(new URL(location, url).href, [cookie, ...set].filter(Boolean).join('; '))
  }
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status}`)
  const text = await reply.text()
  const is_script = (reply.headers.get('content-type') ?? '').startsWith('text/javascript')
  return { url, text, is_script, bytes: Number(reply.headers.get('content-length')) }
}
