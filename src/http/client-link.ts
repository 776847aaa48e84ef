/**
 * The way on to an application: where it says that it lives, else the site that it has people sent back to.
 *
 * Implements: RFC 7591 §2 (client_uri, redirect_uris).
 */
import { type Client, clientName } from '../domain/clients/client.ts'
import type { WayOn } from './pages.ts'

export function clientLink(client: Client | undefined): WayOn | undefined {
  const url = client?.metadata.client_uri ?? siteOf(client)
  return client && url !== undefined ? { url, client_name: clientName(client) } : undefined
}

/** Nothing but a site of the web can be opened: neither a scheme of its own, nor a port that it listened at for a moment. */
function siteOf(client: Client | undefined): string | undefined {
  const site = client?.metadata.redirect_uris.find((uri) => uri.startsWith('https://'))
  return site && `${new URL(site).origin}/`
}
