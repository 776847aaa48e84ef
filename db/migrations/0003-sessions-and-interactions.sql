-- What a browser is in the middle of, and who is signed in with it.

-- One for a browser in a tenant. OpenID Connect Core 1.0 §3.1.2.3.
CREATE TABLE session (
  id           {bytes} NOT NULL PRIMARY KEY,
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  secret_hash  {bytes} NOT NULL,               -- SHA-256 of the secret in the cookie
  user_id      {bytes} NOT NULL REFERENCES "user" ON DELETE CASCADE,
  auth_time    {int}   NOT NULL,               -- Core §2
  amr          TEXT    NOT NULL,               -- RFC 8176 values, separated by spaces
  acr          TEXT    NOT NULL,               -- Core §2
  created_at   {int}   NOT NULL,
  last_seen_at {int}   NOT NULL,               -- moved at most once a minute
  expires_at   {int}   NOT NULL,
  ended_at     {int}
) {strict};
CREATE INDEX session_expires_at ON session (expires_at);
CREATE INDEX session_user_id ON session (user_id);

-- An authorization request that waits for a person. Core §3.1.2.1.
CREATE TABLE interaction (
  id           {bytes} NOT NULL PRIMARY KEY,
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  browser_hash {bytes} NOT NULL,               -- SHA-256 of the browser cookie: nobody else can go on with it
  client_id    TEXT    NOT NULL,
  parameters   TEXT    NOT NULL,               -- JSON: the parameters as they were sent
  received_at  {int}   NOT NULL,               -- prompt and max_age are measured from here
  expires_at   {int}   NOT NULL,
  session_id   {bytes},                        -- the session that was signed in here; NULL: nobody has yet
  consented_session_id {bytes},                -- the session whose person pressed "Allow" here
  finished_at  {int}                           -- answered, once
) {strict};
CREATE INDEX interaction_expires_at ON interaction (expires_at);

-- What a person allowed a client to have. Core §3.1.2.4.
CREATE TABLE consent (
  tenant_id TEXT    NOT NULL,
  user_id   {bytes} NOT NULL REFERENCES "user" ON DELETE CASCADE,
  client_id TEXT    NOT NULL,
  scope     TEXT    NOT NULL,                  -- RFC 6749 §3.3
  given_at  {int}   NOT NULL,
  PRIMARY KEY (user_id, client_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES client ON DELETE CASCADE
) {strict};
