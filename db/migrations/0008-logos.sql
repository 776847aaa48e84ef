-- Logos: fetched from where tenants and clients say theirs is, kept here, and shown from here alone.

-- One for each that states a logo_uri (RFC 7591 §2), from the moment it does; it goes with its owner.
CREATE TABLE logo (
  id         {bytes} NOT NULL PRIMARY KEY,     -- SHA-256 of whose it is
  tenant_id  TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  client_id  TEXT,                             -- NULL: the tenant's own
  uri        TEXT    NOT NULL,                 -- as stated
  hash       TEXT,                             -- base64url of the SHA-256 of the bytes, by which it is found; NULL: there is none to show
  media_type TEXT,                             -- by its bytes, whatever it was said to be
  width      {int},                            -- in pixels
  height     {int},
  bytes      {bytes},
  etag       TEXT,                             -- as told, for the next time (RFC 9110 §8.8.3); NULL: none
  fetched_at {int},                            -- last seen to be there; NULL: never
  failures   {int}   NOT NULL DEFAULT 0,       -- running
  fault      TEXT,                             -- the last of them; NULL: none since it was there
  due_at     {int}   NOT NULL,                 -- not fetched before
  FOREIGN KEY (tenant_id, client_id) REFERENCES client ON DELETE CASCADE
) {strict};
CREATE INDEX logo_due_at ON logo (due_at);
CREATE INDEX logo_hash ON logo (tenant_id, hash);
CREATE INDEX logo_client ON logo (tenant_id, client_id);
