/**
 * The sector identifier: a document that lists where people may be sent back to in one sector, asked for when a client
 * that belongs to it registers.
 *
 * Implements: OpenID Connect Registration 1.0 §5; OpenID Connect Core 1.0 §8.1.
 */
import type { TenantDeps } from '../../deps.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Stated } from '../stated-settings.ts'

const SIZE_LIMIT = 64 * 1024
const TIME_LIMIT = 5

/** @throws {OAuthError} `invalid_client_metadata` */
export async function checkSectorIdentifier(
  { fetch }: Pick<TenantDeps, 'fetch'>,
  { sector_identifier_uri, redirect_uris }: Stated,
): Promise<void> {
  if (sector_identifier_uri === undefined) return
  const url = String(sector_identifier_uri)
  const reply = await fetch({
    url,
    headers: { accept: 'application/json' },
    body: undefined,
    size_limit: SIZE_LIMIT,
    time_limit: TIME_LIMIT,
  })
  if (reply.fault !== undefined || reply.status !== 200) {
    const fault = reply.fault === undefined ? `status ${reply.status}` : `${reply.fault} (${reply.detail})`
    throw refused('sector_identifier_uri could not be fetched.', 'sector-unreachable', `${url}: ${fault}`)
  }
  const listed = addressesIn(reply.body)
  if (!listed) throw refused('sector_identifier_uri is no JSON list of addresses.', 'sector-malformed', url)
  const missing = ((redirect_uris ?? []) as readonly string[]).find((uri) => !listed.includes(uri))
  if (missing === undefined) return
  throw refused(
    'sector_identifier_uri does not list every one of redirect_uris.',
    'sector-without-redirect',
    missing,
  )
}

function addressesIn(body: Buffer): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body.toString())
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

function refused(description: string, reason: string, sent: string): OAuthError {
  return new OAuthError('invalid_client_metadata', description, { reason, sent })
}
