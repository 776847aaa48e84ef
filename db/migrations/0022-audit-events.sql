-- The audit trail: who did what, when and from where. NIST SP 800-92 §2.1.3; NIST SP 800-63B §7.

-- Written with what it tells of, in the same transaction. Nobody stands in it by name, and of whoever is gone not even the id is left.
CREATE TABLE audit_event (
  id         {bytes} NOT NULL PRIMARY KEY,   -- grows with time
  tenant_id  TEXT    NOT NULL REFERENCES tenant ON DELETE CASCADE,
  at         {int}   NOT NULL,
  action     TEXT    NOT NULL,               -- one of ACTIONS, src/domain/audit/audit-event.ts
  outcome    TEXT    NOT NULL CHECK (outcome IN ('done', 'refused')),
  actor      TEXT    NOT NULL CHECK (actor IN ('person', 'client', 'command-line', 'system')),
  user_id    {bytes},                        -- whom it is about; NULL: nobody, nobody knows, or the person is gone
  client_id  TEXT,                           -- which application it is about, or waited for it; NULL: none
  address    TEXT,                           -- where it was asked from; NULL: not by a request, or the person is gone
  request_id TEXT,                           -- of the line in the log, and on the page that a person was shown
  detail     TEXT,                           -- JSON of words and numbers of ours; NULL: there is no more to say
  expires_at {int}   NOT NULL                -- audit_ttl of the tenant, when it was written
) {clustered};
CREATE INDEX audit_event_user_id ON audit_event (user_id);
CREATE INDEX audit_event_expires_at ON audit_event (expires_at);
