/**
 * The way on to an application, if it has said where it lives.
 *
 * Implements: RFC 7591 §2 (client_uri).
 */
import { type Client, clientName } from '../domain/clients/client.ts'
import type { WayOn } from './pages.ts'

export function clientLink(client: Client | undefined): WayOn | undefined {
  const url = client?.metadata.client_uri
  return client && url !== undefined ? { url, client_name: clientName(client) } : undefined
}
