/**
 * `fetch` that goes straight into the server, so that clients we did not write judge every answer without a port.
 */
import type { TestServer } from './fixtures.ts'

type FetchOptions = Readonly<{ method?: string; headers?: HeadersInit; body?: unknown }>

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export function fetchInto({ app }: TestServer) {
  return async (input: string | URL | Request, options: FetchOptions = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input)
    const given = Object.fromEntries(new Headers(options.headers))
    const reply = await app.inject({
      method: (options.method ?? 'GET') as 'GET' | 'POST',
      url: url.pathname + url.search,
      headers: options.body instanceof URLSearchParams ? { ...FORM, ...given } : given,
      ...(options.body ? { payload: String(options.body) } : {}),
    })
    const headers = Object.entries(reply.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    return new Response(reply.payload === '' ? null : reply.payload, { status: reply.statusCode, headers })
  }
}
