-- People, and what is kept of a visual passcode. OPAQUE: RFC 9807.

CREATE TABLE "user" (
  id             {bytes} NOT NULL PRIMARY KEY,  -- as a UUID in text it is the public sub (OpenID Connect Core 1.0 §8)
  tenant_id      TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  username       TEXT    NOT NULL,              -- as written by the person; preferred_username (Core §5.1)
  username_key   TEXT    NOT NULL,              -- folded for comparison (RFC 8265 §3.3)
  email          TEXT,
  email_verified {int}   NOT NULL DEFAULT 0,
  claims         TEXT    NOT NULL,              -- JSON: the other claims of Core §5.1, by their names
  status         TEXT    NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  created_at     {int}   NOT NULL,
  updated_at     {int}   NOT NULL,              -- Core §5.1 updated_at
  UNIQUE (tenant_id, username_key)
) {strict};

-- The OPAQUE server setup (RFC 9807 §3.1): a pepper over all records of its tenant. Losing it, everybody enrols again.
CREATE TABLE passcode_server_key (
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  generation   {int}   NOT NULL,
  setup_sealed {bytes} NOT NULL,               -- 128 bytes when open
  created_at   {int}   NOT NULL,
  retired_at   {int},
  PRIMARY KEY (tenant_id, generation)
) {strict};

-- One for each person: the OPAQUE registration record.
CREATE TABLE passcode (
  id                    {bytes} NOT NULL PRIMARY KEY,  -- the credential identifier of RFC 9807 §6.2
  tenant_id             TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  user_id               {bytes} NOT NULL UNIQUE REFERENCES "user" ON DELETE CASCADE,
  suite                 {int}   NOT NULL,              -- 1: OPAQUE-3DH, ristretto255-SHA512, Argon2id
  secret_version        {int}   NOT NULL,              -- version of the secret's encoding
  server_key_generation {int}   NOT NULL,
  ksf_m                 {int}   NOT NULL,              -- Argon2id memory, KiB (RFC 9106 §3.1)
  ksf_t                 {int}   NOT NULL,              -- Argon2id passes
  ksf_p                 {int}   NOT NULL,              -- Argon2id lanes
  record_sealed         {bytes} NOT NULL,              -- the record and the method; bound to tenant, user, credential and suite
  created_at            {int}   NOT NULL,
  last_used_at          {int}
) {strict};

-- One for each try: made by login/start, spent by login/finish, whatever comes of it.
CREATE TABLE passcode_challenge (
  id               {bytes} NOT NULL PRIMARY KEY,
  tenant_id        TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  purpose          TEXT    NOT NULL CHECK (purpose IN ('login', 'change')),
  interaction_id   {bytes} NOT NULL,
  browser_hash     {bytes} NOT NULL,           -- SHA-256 of the browser cookie that asked
  client_id        TEXT    NOT NULL,
  passcode_id      {bytes} NOT NULL,           -- nobody's where the name is unknown: nothing here tells the two apart
  name_tag         {bytes} NOT NULL,           -- HMAC of tenant and name
  address_tag      {bytes} NOT NULL,           -- HMAC of tenant and client address
  known_browser_id {bytes},                    -- counted in the pools of this browser; NULL: in that of the name
  state_sealed     {bytes} NOT NULL,           -- the server's state between KE2 and KE3; bound to this row and its passcode
  created_at       {int}   NOT NULL,
  expires_at       {int}   NOT NULL,
  used_at          {int}                       -- NULL until spent, once
) {strict};
CREATE INDEX passcode_challenge_expires_at ON passcode_challenge (expires_at);

-- Tries that were started and not made good, by pool.
CREATE TABLE attempt (
  id                {bytes} NOT NULL PRIMARY KEY,  -- HMAC of pool, tenant and name, address or browser
  tenant_id         TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  pool              TEXT    NOT NULL,
  starts            {int}   NOT NULL,              -- since window_started_at, not refunded
  window_started_at {int}   NOT NULL,
  blocked_until     {int}   NOT NULL,              -- 0: not blocked
  expires_at        {int}   NOT NULL
) {strict};
CREATE INDEX attempt_expires_at ON attempt (expires_at);

-- Browsers in which a person has signed in before: strangers' tries elsewhere do not lock these out.
CREATE TABLE known_browser (
  id           {bytes} NOT NULL PRIMARY KEY,
  tenant_id    TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  user_id      {bytes} NOT NULL REFERENCES "user" ON DELETE CASCADE,
  secret_hash  {bytes} NOT NULL,                   -- SHA-256 of the secret in the cookie
  created_at   {int}   NOT NULL,
  last_used_at {int}   NOT NULL,
  expires_at   {int}   NOT NULL
) {strict};
CREATE INDEX known_browser_expires_at ON known_browser (expires_at);
CREATE INDEX known_browser_user_id ON known_browser (user_id);
