/**
 * What a tenant says of the messages that it signs and encrypts for clients, and of the requests that clients sign or push.
 *
 * Implements: OpenID Connect Discovery 1.0 §3; RFC 9101 §9, §10.5; RFC 9126 §5; RFC 9701 §7.
 */
import { array, boolean, string } from '../../primitives/json-schema.ts'
import {
  CONTENT_ENCRYPTION_ALGORITHMS,
  KEY_ENCRYPTION_ALGORITHMS,
  REQUEST_OBJECT_ALGORITHMS,
} from '../clients/protected-messages.ts'
import { SIGNING_ALGORITHMS } from '../keys/algorithms.ts'

const words = array(string())

export const protectedMessageMembers = {
  id_token_signing_alg_values_supported: words,
  id_token_encryption_alg_values_supported: words,
  id_token_encryption_enc_values_supported: words,
  userinfo_signing_alg_values_supported: words,
  userinfo_encryption_alg_values_supported: words,
  userinfo_encryption_enc_values_supported: words,
  introspection_signing_alg_values_supported: words,
  introspection_encryption_alg_values_supported: words,
  introspection_encryption_enc_values_supported: words,
  request_parameter_supported: boolean(),
  request_uri_parameter_supported: boolean(),
  require_request_uri_registration: boolean(),
  request_object_signing_alg_values_supported: words,
  require_signed_request_object: boolean(),
  pushed_authorization_request_endpoint: string(),
  require_pushed_authorization_requests: boolean(),
}

export const protectedMessageValues = (base: string) => ({
  id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
  id_token_encryption_alg_values_supported: [...KEY_ENCRYPTION_ALGORITHMS],
  id_token_encryption_enc_values_supported: [...CONTENT_ENCRYPTION_ALGORITHMS],
  userinfo_signing_alg_values_supported: SIGNING_ALGORITHMS,
  userinfo_encryption_alg_values_supported: [...KEY_ENCRYPTION_ALGORITHMS],
  userinfo_encryption_enc_values_supported: [...CONTENT_ENCRYPTION_ALGORITHMS],
  introspection_signing_alg_values_supported: SIGNING_ALGORITHMS,
  introspection_encryption_alg_values_supported: [...KEY_ENCRYPTION_ALGORITHMS],
  introspection_encryption_enc_values_supported: [...CONTENT_ENCRYPTION_ALGORITHMS],
  request_parameter_supported: true,
  request_uri_parameter_supported: true,
  require_request_uri_registration: true,
  request_object_signing_alg_values_supported: [...REQUEST_OBJECT_ALGORITHMS],
  // Each is for the client to choose.
  require_signed_request_object: false,
  pushed_authorization_request_endpoint: `${base}/par`,
  require_pushed_authorization_requests: false,
})
