-- Who is to be told when somebody signs out.

-- A client that was told of a session, from its first ID token of that session. OpenID Connect Back-Channel Logout 1.0 §2.1.
CREATE TABLE session_client (
  id           {bytes} NOT NULL PRIMARY KEY,   -- the sid told to the client, as bytes: another one for each client
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  session_id   {bytes} NOT NULL REFERENCES session ON DELETE CASCADE,
  client_id    TEXT    NOT NULL,
  sub          TEXT    NOT NULL,               -- as told to the client (OpenID Connect Core 1.0 §8)
  back_channel {int}   NOT NULL,               -- 1: it has a backchannel_logout_uri
  FOREIGN KEY (tenant_id, client_id) REFERENCES client ON DELETE CASCADE
) {strict};
CREATE INDEX session_client_session_id ON session_client (session_id);

-- A logout token that a client is to get: written with the end of the session, signed at each try. Back-Channel Logout §2.5.
CREATE TABLE logout_delivery (
  id           {bytes} NOT NULL PRIMARY KEY,   -- the sid, as bytes
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  client_id    TEXT    NOT NULL,
  sub          TEXT    NOT NULL,
  attempts     {int}   NOT NULL,
  due_at       {int}   NOT NULL,               -- not tried before; expires_at: it was given up
  last_error   TEXT,
  created_at   {int}   NOT NULL,               -- when the session ended
  expires_at   {int}   NOT NULL,               -- kept for administrators until then
  delivered_at {int},
  FOREIGN KEY (tenant_id, client_id) REFERENCES client ON DELETE CASCADE
) {strict};
CREATE INDEX logout_delivery_due_at ON logout_delivery (due_at);
CREATE INDEX logout_delivery_expires_at ON logout_delivery (expires_at);
