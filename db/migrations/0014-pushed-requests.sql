-- Authorization requests that applications hand in themselves, before a browser comes with a reference to them.

-- One for each request_uri. RFC 9126 §2.2.
CREATE TABLE pushed_request (
  id          {bytes} NOT NULL PRIMARY KEY,    -- time-ordered; the request_uri is id and secret
  tenant_id   TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  secret_hash {bytes} NOT NULL,                -- SHA-256 of the secret
  client_id   TEXT    NOT NULL,                -- nobody else may use it
  parameters  TEXT    NOT NULL,                -- JSON: those of the request, checked
  expires_at  {int}   NOT NULL,                -- until then a browser may come with it
  used_at     {int}                            -- answered, once (§7.3)
) {strict};
CREATE INDEX pushed_request_expires_at ON pushed_request (expires_at);
