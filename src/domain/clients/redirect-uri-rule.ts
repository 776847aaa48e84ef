/**
 * Which addresses a client may register to have people sent back to.
 *
 * Implements: RFC 6749 §3.1.2; RFC 8252 §7.1, §7.3, §8.4; RFC 9700 §4.1.3; OpenID Connect Registration 1.0 §2.
 */
import type { ClientType } from '../../store/schema.ts'

/** @returns what is wrong with it */
export function redirectUriFault(uri: string, client_type: ClientType): string | undefined {
  const fault = formFault(uri) ?? addressFault(new URL(uri), client_type)
  return fault && `${JSON.stringify(uri)} ${fault}`
}

function formFault(uri: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(uri) || !URL.canParse(uri)) return 'is not an absolute address'
  // RFC 6749 §3.1.2: not even an empty one.
  if (uri.includes('#')) return 'must have no fragment (#)'
  if (uri.includes('*')) return 'has a *, which stands for nothing: addresses are compared byte for byte'
  return undefined
}

function addressFault({ protocol, hostname, username, password }: URL, client_type: ClientType) {
  if (username !== '' || password !== '') return 'must carry no name or password'
  if (protocol === 'https:') return undefined
  if (protocol === 'http:') {
    return isLoopback(hostname) ? undefined : 'must begin with https://: plain http is for loopback hosts'
  }
  // RFC 8252 §7.1: the reversed name of a domain. The dot also keeps javascript: and data: out.
  if (!protocol.includes('.'))
    return 'must begin with https://, or with a scheme that has a dot (com.example.app:/)'
  return client_type === 'public'
    ? undefined
    : 'has a scheme for applications on a device, which are public clients'
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
