/**
 * What a client must state beside the messages it wants signed or encrypted.
 *
 * Implements: OpenID Connect Registration 1.0 §2; RFC 9101 §10.5.
 */
import type { ClientMetadata } from './client-metadata.ts'

const ENCRYPTED = ['id_token', 'userinfo', 'introspection'] as const

export function protectedMessageFaults(metadata: ClientMetadata): (string | undefined)[] {
  const hasKeys = metadata.jwks !== undefined || metadata.jwks_uri !== undefined
  return [
    ...ENCRYPTED.flatMap((message) => [
      metadata[`${message}_encrypted_response_enc`] && !metadata[`${message}_encrypted_response_alg`]
        ? `${message}_encrypted_response_enc needs ${message}_encrypted_response_alg`
        : undefined,
      metadata[`${message}_encrypted_response_alg`] && !hasKeys
        ? `${message}_encrypted_response_alg needs a key to encrypt with: state jwks or jwks_uri`
        : undefined,
    ]),
    metadata.require_signed_request_object && !hasKeys
      ? 'require_signed_request_object needs the keys that sign: state jwks or jwks_uri'
      : undefined,
  ]
}
