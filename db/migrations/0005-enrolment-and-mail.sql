-- How a passcode comes to be, and how a person who lost it gets back in.

-- The right to make a passcode, once, in one browser: at sign-up for somebody new, else for somebody who is here already.
CREATE TABLE enrolment (
  id             {bytes} NOT NULL PRIMARY KEY,
  tenant_id      TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  purpose        TEXT    NOT NULL CHECK (purpose IN ('sign-up', 'recovery', 'invitation', 'change')),
  browser_hash   {bytes} NOT NULL,             -- SHA-256 of the browser cookie: nobody else can go on with it
  interaction_id {bytes},                      -- the authorization request that is answered afterwards; NULL: none waits
  user_id        {bytes} REFERENCES "user" ON DELETE CASCADE,  -- NULL: somebody new
  email          TEXT,                         -- proved by a mailed link before the sign-up went on; NULL: not proved
  recovery_code_hash {bytes},                  -- the recovery code that is used up when it is finished; NULL: none
  person         TEXT,                         -- JSON: name, username and address as the newest first step stated them
  registration   TEXT,                         -- JSON: what every first OPAQUE step of it is answered under (RFC 9807 §5.2)
  created_at     {int}   NOT NULL,
  expires_at     {int}   NOT NULL,
  finished_at    {int}                         -- NULL until the passcode is made, once
) {strict};
CREATE INDEX enrolment_expires_at ON enrolment (expires_at);
CREATE INDEX enrolment_interaction_id ON enrolment (interaction_id);

-- Ten for each person, 80 bits each; one lets its owner enrol anew.
CREATE TABLE recovery_code (
  user_id    {bytes} NOT NULL REFERENCES "user" ON DELETE CASCADE,
  code_hash  {bytes} NOT NULL,                 -- HMAC of person and code under a key that is not in this database
  tenant_id  TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  created_at {int}   NOT NULL,
  used_at    {int},                            -- NULL until used, once
  PRIMARY KEY (user_id, code_hash)
) {strict};

-- What a mailed or handed-over link stands for. Opening it changes nothing; the form behind it spends it, once.
CREATE TABLE mail_token (
  id             {bytes} NOT NULL PRIMARY KEY,
  tenant_id      TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  purpose        TEXT    NOT NULL CHECK (purpose IN
                   ('sign-up', 'recover', 'sign-in', 'verify-email', 'change-email', 'invite', 'known-browser', 'report')),
  secret_hash    {bytes} NOT NULL,             -- SHA-256 of the secret in the link
  user_id        {bytes} REFERENCES "user" ON DELETE CASCADE,  -- NULL: somebody new
  email          TEXT,                         -- the address it was sent to, or is about
  browser_hash   {bytes},                      -- SHA-256 of the browser cookie that asked; NULL: any browser
  interaction_id {bytes},                      -- the authorization request that waits for it; NULL: none
  code_hash      {bytes},                      -- HMAC of the code that another browser showed under a key that is not in this database
  code_tries     {int}   NOT NULL,             -- codes that were typed in the browser that asked
  created_at     {int}   NOT NULL,
  expires_at     {int}   NOT NULL,
  used_at        {int}                         -- NULL until spent, once
) {strict};
CREATE INDEX mail_token_expires_at ON mail_token (expires_at);
CREATE INDEX mail_token_interaction_id ON mail_token (interaction_id);
CREATE INDEX mail_token_user_id ON mail_token (user_id);

-- Mails outlive an SMTP server that is down. RFC 5321 §4.5.4.
CREATE TABLE mail_outbox (
  id             {bytes} NOT NULL PRIMARY KEY,
  tenant_id      TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  kind           TEXT    NOT NULL,             -- which mail it is, for administrators
  message_sealed {bytes} NOT NULL,             -- recipient, subject and bodies: the links in them are secrets
  attempts       {int}   NOT NULL,
  due_at         {int}   NOT NULL,             -- not tried before
  last_error     TEXT,                         -- what the SMTP server said
  created_at     {int}   NOT NULL,
  expires_at     {int}   NOT NULL,
  sent_at        {int}
) {strict};
CREATE INDEX mail_outbox_due_at ON mail_outbox (due_at);
CREATE INDEX mail_outbox_expires_at ON mail_outbox (expires_at);

-- No two people of a tenant have names that look alike: the name with letters of other scripts folded that are drawn alike
-- (Unicode Technical Standard #39 §4); NULL: made before this was asked.
ALTER TABLE "user" ADD COLUMN username_look TEXT;
CREATE UNIQUE INDEX user_username_look ON "user" (tenant_id, username_look);

-- Whoever enrols anew is signed out everywhere.
CREATE INDEX grant_user_id ON "grant" (user_id);
