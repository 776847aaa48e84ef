-- A tenant that stands at a host of its own: its issuer is https://HOST/. OpenID Connect Discovery 1.0 §3.

CREATE TABLE tenant_host (
  host       TEXT  NOT NULL PRIMARY KEY,       -- in lower case, with its port where it has one
  tenant_id  TEXT  NOT NULL UNIQUE REFERENCES tenant ON DELETE CASCADE,
  created_at {int} NOT NULL
) {strict};
