/**
 * Where a client that registers itself may have people sent back to: by what it says it is.
 *
 * Implements: OpenID Connect Registration 1.0 §2 (redirect_uris, application_type); RFC 7591 §5; RFC 8252 §7, §8.4.
 */
import { isLoopback, redirectUriFault } from '../clients/redirect-uri-rule.ts'
import { isFrontChannel } from '../clients/response-type.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Stated } from '../stated-settings.ts'
import { describable } from './describable.ts'

const MOST_URIS = 50
const LONGEST_URI = 2000

/** @throws {OAuthError} `invalid_redirect_uri` */
export function checkRedirects(metadata: Stated): void {
  const uris = metadata['redirect_uris'] ?? []
  if (!Array.isArray(uris) || uris.some((uri) => typeof uri !== 'string')) {
    throw refused('redirect_uris must be a list of addresses.', 'redirect-uris-malformed')
  }
  if (uris.length === 0 && needsRedirect(metadata)) {
    throw refused('redirect_uris is missing: people have to be sent back somewhere.', 'redirect-uris-missing')
  }
  if (uris.length > MOST_URIS) {
    throw refused(`redirect_uris has more than ${MOST_URIS} addresses.`, 'redirect-uris-too-many')
  }
  for (const uri of uris) {
    const fault = uriFault(uri, metadata)
    if (fault !== undefined)
      throw refused(describable(`redirect_uris: ${fault}`), 'redirect-uri-refused', uri)
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const needsRedirect = ({ grant_types }: Stated): boolean =>
  ['authorization_code', 'implicit'].some((grant) => listOf(grant_types).includes(grant))

function uriFault(uri: string, { application_type, response_types }: Stated): string | undefined {
  if (uri.length > LONGEST_URI) return `one has more than ${LONGEST_URI} characters`
  const isNative = application_type === 'native'
  const address = URL.parse(uri)
  if (address && !isNative && !/^https?:$/.test(address.protocol)) {
    return `${JSON.stringify(uri)} is for an application on a device: state application_type native`
  }
  const fault = redirectUriFault(uri, 'public')
  if (fault !== undefined || isNative) return fault
  const isImplicit = listOf(response_types).some((type) => typeof type === 'string' && isFrontChannel(type))
  if (!isImplicit || (address?.protocol === 'https:' && !isLoopback(address.hostname))) return undefined
  return `${JSON.stringify(uri)} must begin with https:// and not be localhost, since tokens are sent there`
}

function refused(description: string, reason: string, sent = ''): OAuthError {
  return new OAuthError('invalid_redirect_uri', description, { reason, sent })
}
