/**
 * Whether browsers keep the cookies: those of https are __Host- and Secure, those of plain http are for this machine alone.
 */
import { isLoopback } from '../../config.ts'
import { fault, ok } from './finding.ts'
import type { Check } from './seen.ts'

const ID = 'cookies'

export const cookies: Check = ({ config: { public_url } }) => {
  if (public_url.startsWith('https:'))
    return [ok(ID, 'Cookies are __Host- and Secure, since PUBLIC_URL is https.')]
  if (isLoopback(public_url))
    return [ok(ID, 'PUBLIC_URL is this machine, where browsers keep cookies without https.')]
  return [
    fault(
      ID,
      `PUBLIC_URL is ${public_url}: browsers keep no cookie of it that is safe, and nobody can sign in.`,
      'Put a proxy that speaks TLS before the server, or set TLS_CERT and TLS_KEY, and begin PUBLIC_URL with https://.',
    ),
  ]
}
