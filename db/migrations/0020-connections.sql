-- Connections: where the people of a tenant are known. OpenID Connect Core 1.0 §1.2 (an OpenID Provider of somebody else).

CREATE TABLE connection (
  tenant_id     TEXT  NOT NULL REFERENCES tenant ON DELETE CASCADE,
  id            TEXT  NOT NULL,                -- connection of the authorization request
  type          TEXT  NOT NULL CHECK (type IN ('passcode', 'oidc')),
  settings      TEXT  NOT NULL,                -- JSON of ConnectionSettings, src/domain/connections/connection-settings.ts
  secret_sealed {bytes},                       -- our client_secret there; NULL: none
  created_at    {int} NOT NULL,
  updated_at    {int} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};

-- Who somebody is there. Core §5.7: iss and sub together; a connection has one issuer.
CREATE TABLE upstream_account (
  tenant_id     TEXT    NOT NULL,
  connection_id TEXT    NOT NULL,
  subject       TEXT    NOT NULL,              -- sub of its ID tokens
  user_id       {bytes} NOT NULL REFERENCES "user" ON DELETE CASCADE,
  created_at    {int}   NOT NULL,
  last_used_at  {int}   NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, subject),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
) {strict};
-- Nobody is two people there: an address that was given to somebody else leads to no account.
CREATE UNIQUE INDEX upstream_account_user_id ON upstream_account (user_id, connection_id);

-- A browser that was sent there and has not come back. RFC 9700 §4.7.
CREATE TABLE upstream_request (
  id             {bytes} NOT NULL PRIMARY KEY,
  tenant_id      TEXT    NOT NULL,
  connection_id  TEXT    NOT NULL,
  interaction_id {bytes} NOT NULL,
  browser_hash   {bytes} NOT NULL,             -- SHA-256 of the browser cookie: nobody else can come back with it
  state_hash     {bytes} NOT NULL,             -- SHA-256 of the secret in state, which nonce and code_verifier are made of
  max_age        {int},                        -- as it was asked there, in seconds; NULL: it was not
  created_at     {int}   NOT NULL,
  expires_at     {int}   NOT NULL,
  used_at        {int},                        -- NULL until it came back, once
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connection ON DELETE CASCADE
) {strict};
CREATE INDEX upstream_request_expires_at ON upstream_request (expires_at);

ALTER TABLE session ADD COLUMN connection_id TEXT;     -- where its person signed in; NULL: here
