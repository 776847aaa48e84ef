/**
 * Where an authorization response went, and what it carried.
 */
import type { LightMyRequestResponse } from 'fastify'

export type Answered = Readonly<{
  at: 'page' | 'query' | 'fragment' | 'form_post' | 'web_message'
  /** Without what it carries; undefined: a page of ours. */
  to: string | undefined
  fields: Readonly<Record<string, string>>
}>

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

const plain = (html: string): string =>
  html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (name) => ENTITIES[name] ?? name)

export function answeredBy(reply: LightMyRequestResponse): Answered {
  const { location } = reply.headers
  if (location !== undefined) return redirected(location)
  const form = /<form (?:method="post" action|data-origin)="([^"]*)">/.exec(reply.body)
  if (!form || reply.statusCode !== 200) return { at: 'page', to: undefined, fields: {} }
  const inputs = [...reply.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  return {
    at: form[0].includes('data-origin') ? 'web_message' : 'form_post',
    to: plain(String(form[1])),
    fields: Object.fromEntries(inputs.map(([, name, value]) => [String(name), plain(String(value))])),
  }
}

function redirected(location: string): Answered {
  const [address = '', fragment] = location.split('#')
  const { searchParams } = new URL(address)
  if (fragment !== undefined) {
    return { at: 'fragment', to: address, fields: Object.fromEntries(new URLSearchParams(fragment)) }
  }
  return { at: 'query', to: address.split('?')[0], fields: Object.fromEntries(searchParams) }
}
