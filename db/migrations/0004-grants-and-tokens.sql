-- Grants and what is issued under them. {clustered}: the rows stand in the index of their time-ordered key, so that each
-- costs one tree and not two. A grant lives at least as long as each code and token of it, so these need no foreign
-- key (which would cost an index each): revoking is one row here, and the sweeper takes tokens before grants.

-- One for each answered authorization request. RFC 6749 §1.3.
CREATE TABLE "grant" (
  id         {bytes} NOT NULL PRIMARY KEY,
  tenant_id  TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  client_id  TEXT    NOT NULL,
  user_id    {bytes} REFERENCES "user" ON DELETE CASCADE,
  session_id {bytes},
  scope      TEXT    NOT NULL,                 -- RFC 6749 §3.3
  nonce      TEXT,                             -- OpenID Connect Core 1.0 §2
  auth_time  {int},                            -- Core §2
  amr        TEXT    NOT NULL,
  acr        TEXT    NOT NULL,
  outlives_session {int} NOT NULL,             -- 1: offline_access was granted, so signing out does not revoke it
  created_at {int}   NOT NULL,
  expires_at {int}   NOT NULL,                 -- no code or token of it lives longer
  revoked_at {int}
) {clustered};
CREATE INDEX grant_session_id ON "grant" (session_id);
CREATE INDEX grant_expires_at ON "grant" (expires_at);

-- Authorization codes. OpenID Connect Core 1.0 §3.1.2.5, RFC 6749 §4.1.2.
CREATE TABLE authorization_code (
  id                   {bytes} NOT NULL PRIMARY KEY,  -- time-ordered; the code is id and secret
  tenant_id            TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  secret_hash          {bytes} NOT NULL,              -- SHA-256 of the secret; compared in constant time
  grant_id             {bytes} NOT NULL,
  redirect_uri         TEXT    NOT NULL,              -- as sent; compared byte for byte
  redirect_uri_is_only {int}   NOT NULL,              -- 1: the client had one registered, so the token request may leave it out
  code_challenge       TEXT,                          -- RFC 7636 §4.2, always S256; NULL: none was sent
  expires_at           {int}   NOT NULL,
  consumed_at          {int}                          -- NULL until redeemed, once
) {clustered};
CREATE INDEX authorization_code_expires_at ON authorization_code (expires_at);

-- Access tokens. RFC 9068; looked up by jti, so that they can be revoked.
CREATE TABLE access_token (
  id          {bytes} NOT NULL PRIMARY KEY,    -- jti
  tenant_id   TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  grant_id    {bytes} NOT NULL,
  secret_hash {bytes},                         -- SHA-256 of an opaque token's secret; NULL: a JWT
  scope       TEXT    NOT NULL,
  expires_at  {int}   NOT NULL,
  revoked_at  {int}
) {clustered};
CREATE INDEX access_token_expires_at ON access_token (expires_at);

-- Refresh tokens, rotated at each use. RFC 9700 §4.14.2.
CREATE TABLE refresh_token (
  id           {bytes} NOT NULL PRIMARY KEY,
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  secret_hash  {bytes} NOT NULL,
  grant_id     {bytes} NOT NULL,
  expires_at   {int}   NOT NULL,
  consumed_at  {int},                          -- NULL until used, once
  successor_id {bytes}                         -- its secret is derived from this one's, so a lost answer can be given again
) {clustered};
CREATE INDEX refresh_token_expires_at ON refresh_token (expires_at);
