-- Clients that make themselves known: they register (RFC 7591), or their client_id is the address of a document about them.

ALTER TABLE client ADD COLUMN origin TEXT CHECK (origin IN ('token', 'open', 'document'));  -- NULL: an administrator made it
ALTER TABLE client ADD COLUMN registration_hash {bytes};  -- SHA-256 of the registration access token (RFC 7592 §3); NULL: none
ALTER TABLE client ADD COLUMN fresh_until {int};          -- the document is not fetched again before; NULL: there is none
-- Who nobody has allowed anything goes after a while.
CREATE INDEX consent_client ON consent (tenant_id, client_id);

-- Initial access tokens. RFC 7591 §1.2, §3.
CREATE TABLE registration_token (
  id          {bytes} NOT NULL PRIMARY KEY,
  tenant_id   TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  secret_hash {bytes} NOT NULL,                -- SHA-256 of the secret in the token
  uses_left   {int}   NOT NULL,                -- how many clients may still register with it
  created_at  {int}   NOT NULL,
  expires_at  {int}   NOT NULL
) {strict};
CREATE INDEX registration_token_expires_at ON registration_token (expires_at);
