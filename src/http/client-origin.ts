/**
 * Who a client is, by what is known for certain of it: where people are sent back to, and from where its document comes. What
 * one that registered itself says of its home proves nothing.
 *
 * Implements: RFC 7591 §5; OAuth Client ID Metadata Document §6.4.
 */
import type { Client } from '../domain/clients/client.ts'

/** @returns undefined for an application's own scheme, which has no host */
export function hostOfClient(
  { origin, client_id, metadata }: Client,
  redirect_uri: string,
): string | undefined {
  if (origin === 'document') return hostOf(client_id)
  return hostOf(origin === null ? (metadata.client_uri ?? redirect_uri) : redirect_uri)
}

/** Where it lives, as far as that may be told where nobody is sent back. */
export const homeOfClient = (client: Client): string | undefined =>
  client.origin === null
    ? client.metadata.client_uri && hostOf(client.metadata.client_uri)
    : hostOfClient(client, client.metadata.redirect_uris[0] ?? '')

/** Where one that nobody here made sends people back to; undefined: an administrator made it. */
export const selfRegisteredHost = ({ origin }: Client, redirect_uri: string): string | undefined =>
  origin === null ? undefined : (hostOf(redirect_uri) ?? new URL(redirect_uri).protocol.slice(0, -1))

const hostOf = (uri: string): string | undefined => URL.parse(uri)?.host || undefined
