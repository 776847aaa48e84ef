/**
 * A message that the client alone can read, where it registered for that.
 *
 * Implements: RFC 7516 §3.1, §5.1; RFC 7519 §5.2, §A.2; OpenID Connect Core 1.0 §10.2; OpenID Connect Registration 1.0 §2.
 */
import type { TenantDeps } from '../../deps.ts'
import { jose } from '../jose.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Client } from './client.ts'
import { ClientKeyError, encryptionKey } from './client-keys.ts'
import { CONTENT_ENCRYPTION_ALGORITHMS } from './protected-messages.ts'

export type EncryptDeps = Pick<TenantDeps, 'db' | 'now' | 'fetch' | 'parsed' | 'notice'>

/**
 * @param text a JWT that is signed, or the claims themselves as JSON
 * @returns the text itself for a client that did not register for it
 * @throws {OAuthError} `invalid_request` when the client has no key to encrypt with
 */
export async function encryptForClient(
  deps: EncryptDeps,
  client: Client,
  message: 'id_token' | 'userinfo' | 'introspection',
  text: string,
): Promise<string> {
  const alg = client.metadata[`${message}_encrypted_response_alg`]
  if (alg === undefined) return text
  const enc = client.metadata[`${message}_encrypted_response_enc`] ?? CONTENT_ENCRYPTION_ALGORITHMS[0]
  const { key, kid } = await encryptionKey(deps, client, alg).catch(throwRefused)
  const { CompactEncrypt } = await jose()
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({
      alg,
      enc,
      ...(kid === undefined ? {} : { kid }),
      // RFC 7519 §5.2: what is inside is a JWT once more.
      ...(text.startsWith('{') ? {} : { cty: 'JWT' }),
    })
    .encrypt(key)
}

function throwRefused(error: unknown): never {
  if (!(error instanceof ClientKeyError)) throw error
  throw new OAuthError('invalid_request', 'The client has no key that the answer could be encrypted with.', {
    reason: error.reason,
  })
}
