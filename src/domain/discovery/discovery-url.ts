/**
 * Where the discovery document of an issuer is.
 *
 * Implements: OpenID Connect Discovery 1.0 §4.
 */

/** A slash at the end of the issuer is not doubled. */
export const discoveryUrl = (issuer: string): string =>
  issuer.replace(/\/?$/, '/.well-known/openid-configuration')
