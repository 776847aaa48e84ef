/**
 * Who reads the answer to a request, as far as the request itself says.
 *
 * Implements: RFC 9110 §12.5.4; OpenID Connect Core 1.0 §3.1.2.1; OpenID Connect RP-Initiated Logout 1.0 §2 (ui_locales);
 * RFC 9112 §3.2.
 */
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { Languages } from '../domain/languages.ts'
import { formOf } from './form.ts'
import { arrivedUrl, originOf } from './own-host.ts'

/** @param chosen the language that was chosen on a page of the tenant's */
export function languagesFor(
  deps: Pick<Deps, 'config' | 'languages'>,
  request: FastifyRequest,
  chosen: string | undefined,
): Languages {
  const { query, body, headers } = request
  const ui_locales: unknown = Object(query)['ui_locales'] ?? Object(body)['ui_locales']
  return {
    ...deps.languages,
    reader: {
      chosen,
      ui_locales: typeof ui_locales === 'string' ? ui_locales : undefined,
      locale: undefined,
      accept_language: headers['accept-language'],
      page: () => {
        const page = pageOf(request)
        return page && originOf(deps, request) + withoutHint(page)
      },
    },
  }
}

/**
 * Where the page is asked for again. What answers a form of ours is left for the page that the form stands on, or for the
 * nearest one above it; a form of somebody else's cannot be sent again by a link.
 */
function pageOf(request: FastifyRequest): string | undefined {
  const { method, routeOptions, server } = request
  const url = arrivedUrl(request)
  // A whole address, as proxies are sent it, or none (RFC 9112 §3.2): nothing of ours is there.
  if (!url.startsWith('/')) return undefined
  if (method !== 'POST') return url
  if (formOf(request)['csrf_token'] === undefined) return undefined
  const [path = ''] = url.split('?', 1)
  for (let [page, route] = [path, routeOptions.url]; route; [page, route] = [above(page), above(route)]) {
    if (server.hasRoute({ method: 'GET', url: route })) return page + url.slice(path.length)
  }
  return undefined
}

const above = (path: string): string => path.slice(0, path.lastIndexOf('/'))

/** A token goes into no address that is not already there; without it a sign-out asks first. */
function withoutHint(page: string): string {
  const [path = '', query] = page.split('?', 2)
  const parameters = new URLSearchParams(query)
  if (!parameters.has('id_token_hint')) return page
  parameters.delete('id_token_hint')
  return `${path}?${parameters}`
}
