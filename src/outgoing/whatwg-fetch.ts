/**
 * The guarded fetch in the form that libraries call: what they fetch goes nowhere else than what this server fetches.
 *
 * Implements: RFC 9110 §9.3.1, §9.3.3.
 */
import type { GuardedFetch } from './guarded-fetch.ts'

/** In bytes: a discovery document, a key set, tokens. */
const SIZE_LIMIT = 256 * 1024

/** In seconds. */
const TIME_LIMIT = 5

/** Libraries let this kind through as it is. */
export class UnreachableError extends TypeError {
  override readonly name = 'UnreachableError'
}

type FetchOptions = Readonly<{
  headers?: HeadersInit | undefined
  /** undefined: it is a GET, else a POST. */
  body?: unknown
}>

/** @returns a function that rejects with UnreachableError where the guarded fetch has a fault */
export function asFetch(fetch: GuardedFetch): (url: string, options?: FetchOptions) => Promise<Response> {
  return async (url, { headers, body } = {}) => {
    const reply = await fetch({
      url,
      headers: Object.fromEntries(new Headers(headers)),
      body: body === undefined || body === null ? undefined : String(body),
      size_limit: SIZE_LIMIT,
      time_limit: TIME_LIMIT,
    })
    if (reply.fault !== undefined) throw new UnreachableError(`${reply.fault}: ${reply.detail}`)
    const type = reply.media_type === undefined ? {} : { 'content-type': reply.media_type }
    return new Response(new Uint8Array(reply.body), { status: reply.status, headers: type })
  }
}
