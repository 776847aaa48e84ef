/**
 * Hosts of tenants: what stands below a tenant's issuer stands at the root of its own host.
 *
 * No route has an address there, so that a request for one comes to where nothing is found, is looked up, and begins anew
 * under the address that the routes have. A request of PUBLIC_URL's host pays nothing for it.
 *
 * Implements: RFC 9112 §3.2, §3.2.2; RFC 9110 §7.2; RFC 8414 §3.1; RFC 9728 §3.1.
 */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { isHostOf, tenantAtHost } from '../domain/tenants/tenant-host.ts'

/** Where it came to, before it began anew. */
type Arrival = Readonly<{ tenant_id: string; origin: string; url: string }>

const arrivals = new WeakMap<IncomingMessage, Arrival>()

/** What is answered under another request that begins anew. */
const handedOn = new WeakSet<FastifyRequest>()

/** Whether it is over here, and answered elsewhere. */
export const isHandedOn = (request: FastifyRequest): boolean => handedOn.has(request)

/** Whether it came to the root of a tenant's own host. */
export const isAtOwnHost = ({ raw }: FastifyRequest): boolean => arrivals.has(raw)

/** Of the pages that the request's address belongs to. */
export const originOf = ({ config }: Pick<Deps, 'config'>, { raw }: FastifyRequest): string =>
  arrivals.get(raw)?.origin ?? config.public_url

/** What was asked for, as it arrived: a path with its query. */
export const arrivedUrl = ({ raw, url }: FastifyRequest): string => arrivals.get(raw)?.url ?? url

/** The onRequest hook of what no route has an address for. */
export function beginAnewAtOwnHost(app: FastifyInstance, deps: Pick<Deps, 'cache' | 'config' | 'db'>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { raw, host } = request
    const url = withoutAuthority(request.url)
    const arrival = arrivals.get(raw)
    // Nothing is there either, and yet it is the tenant's.
    if (arrival) Object.assign(request.params as object, { tenant_id: arrival.tenant_id })
    if (arrival || isHostOf(deps.config.public_url, host) || !url.startsWith('/')) return
    const owner = await tenantAtHost(deps, await deps.cache.current(), host)
    if (!owner) return
    const { tenant_id } = owner
    arrivals.set(raw, { tenant_id, origin: `https://${owner.host}`, url })
    raw.url = `/api/oidc/${tenant_id}${ownName(url)}`
    handedOn.add(request)
    reply.hijack()
    app.routing(raw, reply.raw)
  }
}

/** §3.2.2: a whole address, as proxies are sent it, means its path here. */
const withoutAuthority = (url: string): string => url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')

/** Other names of the same: those that Auth0's clients use, and where a well-known part stands before the path. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  '/oauth/token': '/token',
  '/oauth/revoke': '/revoke',
  '/.well-known/oauth-protected-resource/userinfo': '/userinfo/.well-known/oauth-protected-resource',
}

function ownName(url: string): string {
  const [path = ''] = url.split('?', 1)
  return (OTHER_NAMES[path] ?? path) + url.slice(path.length)
}
