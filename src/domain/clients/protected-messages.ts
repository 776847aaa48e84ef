/**
 * What a client registers of the messages that are signed or encrypted: those it is sent, and the requests it sends itself.
 *
 * Implements: OpenID Connect Registration 1.0 §2; RFC 9101 §10.5; RFC 9126 §6; RFC 9701 §6; RFC 7518 §4.1,
 * §5.1.
 */
import { array, boolean, choice, optional, string } from '../../primitives/json-schema.ts'
import { SIGNING_ALGORITHMS } from '../keys/algorithms.ts'
import { PRIVATE_KEY_ALGORITHMS } from './assertion-algorithms.ts'

/**
 * By the client's own keys, as its assertions are: of most secrets a hash is all that is kept, by which nothing is signed or
 * encrypted.
 */
export const REQUEST_OBJECT_ALGORITHMS: readonly string[] = PRIVATE_KEY_ALGORITHMS

/** How the key of the content reaches the client (RFC 7518 §4.1): those that need a public key of it. */
export const KEY_ENCRYPTION_ALGORITHMS = [
  'RSA-OAEP',
  'RSA-OAEP-256',
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A256KW',
] as const

/** How the content is encrypted; the first where a client states none (Registration 1.0 §2). */
export const CONTENT_ENCRYPTION_ALGORITHMS = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'] as const

const keyEncryption = optional(choice(KEY_ENCRYPTION_ALGORITHMS))
const contentEncryption = optional(choice(CONTENT_ENCRYPTION_ALGORITHMS))

export const protectedMessages = {
  id_token_signed_response_alg: optional(choice(SIGNING_ALGORITHMS)),
  id_token_encrypted_response_alg: keyEncryption,
  id_token_encrypted_response_enc: contentEncryption,
  /** Without it userinfo is plain JSON. */
  userinfo_signed_response_alg: optional(choice(SIGNING_ALGORITHMS)),
  userinfo_encrypted_response_alg: keyEncryption,
  userinfo_encrypted_response_enc: contentEncryption,
  /** For introspection as a JWT; absent: RS256 (RFC 9701 §6). */
  introspection_signed_response_alg: optional(choice(SIGNING_ALGORITHMS)),
  introspection_encrypted_response_alg: keyEncryption,
  introspection_encrypted_response_enc: contentEncryption,
  /** Absent: any that is served; never none. */
  request_object_signing_alg: optional(choice(REQUEST_OBJECT_ALGORITHMS)),
  /** Where its request objects may be fetched; a fragment counts for nothing here. */
  request_uris: array(string({ pattern: '^https?://[^\\s]+$', maxLength: 512 }), {
    uniqueItems: true,
    default: [],
  }),
  require_signed_request_object: boolean({ default: false }),
  require_pushed_authorization_requests: boolean({ default: false }),
}
