-- Mails of a person are told to that person, and go with the account (RFC 6973 §6.2).

ALTER TABLE mail_outbox ADD COLUMN user_id {bytes} REFERENCES "user" ON DELETE CASCADE;  -- NULL: to nobody's account, or about one that is gone
CREATE INDEX mail_outbox_user_id ON mail_outbox (user_id);
