/**
 * What ties a login to the place where it was made: an authentication code, under the session key that OPAQUE gave both
 * sides, over the challenge, the page's origin, the client and the interaction.
 *
 * It stands in for the context of RFC 9807 §6.4, so that a login cannot be carried to another site or transaction.
 *
 * Implements: RFC 2104 §2; RFC 5869 §2.
 */
import { fromBase64url, toBase64url, utf8 } from './bytes.ts'

export type LoginBinding = Readonly<{
  challenge: string
  origin: string
  client_id: string
  interaction: string
}>

/**
 * @param session_key base64url, as OPAQUE gives it
 * @returns base64url of 32 bytes
 */
export async function makeLoginProof(session_key: string, binding: LoginBinding): Promise<string> {
  const message = utf8(loginProofMessage(binding))
  const proof = await crypto.subtle.sign('HMAC', await bindingKey(session_key), message)
  return toBase64url(new Uint8Array(proof))
}

export const LOGIN_PROOF_INFO = 'vpc/bind/v1'

export const loginProofMessage = ({ challenge, origin, client_id, interaction }: LoginBinding): string =>
  JSON.stringify([challenge, origin, client_id, interaction])

async function bindingKey(session_key: string): Promise<CryptoKey> {
  const secret = fromBase64url(session_key)
  if (secret === undefined) throw new Error('the session key is not base64url')
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(LOGIN_PROOF_INFO) },
    base,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  )
}
