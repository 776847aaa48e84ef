-- What clients prove themselves with: their own keys, and assertions that are taken once.

-- A client's key set as it was last fetched from its jwks_uri. RFC 7517 §5; OpenID Connect Core 1.0 §10.1.1.
CREATE TABLE client_key_set (
  id         {bytes} NOT NULL PRIMARY KEY,     -- SHA-256 of tenant and address: one that is stated anew is another one
  tenant_id  TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  keys       TEXT    NOT NULL,                 -- JSON: the public keys of it that can be used; [] until it could be had
  fetched_at {int}   NOT NULL,                 -- when it was had; 0: never
  tried_at   {int}   NOT NULL,                 -- when it was last asked for
  expires_at {int}   NOT NULL
) {strict};
CREATE INDEX client_key_set_expires_at ON client_key_set (expires_at);

-- Identifiers of tokens that are taken once. RFC 7519 §4.1.7; RFC 7523 §3; RFC 9101 §10.8.
CREATE TABLE used_jti (
  id         {bytes} NOT NULL PRIMARY KEY,     -- SHA-256 of tenant, use, issuer and jti
  tenant_id  TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  expires_at {int}   NOT NULL                  -- the token is refused from then on without it
) {clustered};
CREATE INDEX used_jti_expires_at ON used_jti (expires_at);
