-- What devices without a browser ask for, while a person answers on another device.

-- One for each device_code. RFC 8628 §3.2.
CREATE TABLE device_code (
  id             {bytes} NOT NULL PRIMARY KEY,   -- time-ordered; the device_code is id and secret
  tenant_id      TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  secret_hash    {bytes} NOT NULL,               -- SHA-256 of the secret
  user_code_hash {bytes} NOT NULL UNIQUE,        -- HMAC of tenant and user_code: one code is one device's
  client_id      TEXT    NOT NULL,               -- nobody else may poll with it
  scope          TEXT    NOT NULL,               -- RFC 6749 §3.3
  resources      TEXT    NOT NULL,               -- resource indicators, with spaces between (RFC 8707 §2)
  address        TEXT    NOT NULL,               -- from where the device asked; shown to the person
  created_at     {int}   NOT NULL,
  expires_at     {int}   NOT NULL,               -- until then a person may answer, and the device may poll
  poll_interval  {int}   NOT NULL,               -- seconds; 5 more with each poll that comes too soon (§3.5)
  polled_at      {int},                          -- last; NULL: not yet
  polled_early   {int}   NOT NULL,               -- 1: the last poll came too soon
  answered_at    {int},                          -- by a person, once; NULL: waits
  grant_id       {bytes},                        -- what the person allowed; NULL with answered_at: refused
  consumed_at    {int}                           -- NULL until redeemed, once
) {strict};
CREATE INDEX device_code_expires_at ON device_code (expires_at);
