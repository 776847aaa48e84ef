-- Tenants, their hosts' look and policy, their clients and keys. Instants are NumericDate (RFC 7519 §2): whole seconds since 1970.

-- Grows by one in every transaction that changes a tenant, client or key, so that each process knows when what it parsed is old.
CREATE TABLE config_version (
  id      {int} NOT NULL PRIMARY KEY CHECK (id = 1),
  version {int} NOT NULL
) {strict};
INSERT INTO config_version (id, version) VALUES (1, 1);

-- One issuer each. OpenID Connect Discovery 1.0 §3.
CREATE TABLE tenant (
  id         TEXT    NOT NULL PRIMARY KEY,  -- last part of the issuer's path
  uuid       {bytes} NOT NULL UNIQUE,       -- 16 bytes; bound into every passcode, so it never changes
  name       TEXT    NOT NULL,              -- as people see it
  type       TEXT    NOT NULL CHECK (type IN ('regular', '2fa')),  -- fixed for ever
  policy     TEXT    NOT NULL,              -- JSON of TenantPolicy, src/domain/tenants/tenant-policy.ts
  created_at {int}   NOT NULL,
  updated_at {int}   NOT NULL
) {strict};

-- Applications. RFC 7591 §2 for the names inside metadata.
CREATE TABLE client (
  tenant_id   TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  client_id   TEXT    NOT NULL,
  client_type TEXT    NOT NULL CHECK (client_type IN ('confidential', 'public')),  -- RFC 6749 §2.1
  secret_kind TEXT    CHECK (secret_kind IN ('sha256', 'argon2id')),  -- sha256 for secrets that we made (256 bits)
  secret_hash TEXT,                          -- base64url of SHA-256, or argon2's own encoding; NULL: no secret
  metadata    TEXT    NOT NULL,              -- JSON of ClientMetadata, src/domain/clients/client-metadata.ts
  locked      {int}   NOT NULL DEFAULT 0,    -- 1: refused everywhere
  created_at  {int}   NOT NULL,
  updated_at  {int}   NOT NULL,
  PRIMARY KEY (tenant_id, client_id)
) {strict};

-- Keys that sign tokens. RFC 7517 §4; private parts sealed (AES-256-GCM under a key that is not in this database).
CREATE TABLE signing_key (
  tenant_id      TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  alg            TEXT    NOT NULL,           -- RFC 7518 §3.1
  generation     {int}   NOT NULL,           -- 1 for the first; of two processes that make it at once, one wins
  kid            TEXT    NOT NULL,           -- RFC 7638 thumbprint
  public_jwk     TEXT    NOT NULL,           -- JSON; kid, use and alg within
  private_sealed {bytes} NOT NULL,           -- PKCS #8
  created_at     {int}   NOT NULL,
  signs_from     {int}   NOT NULL,           -- published before, signs from then on
  retired_at     {int},                      -- signs no more; verifies until the sweeper takes it
  PRIMARY KEY (tenant_id, alg, generation),
  UNIQUE (tenant_id, kid)
) {strict};
