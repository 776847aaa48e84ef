-- What rests on the word of a connection, so that it ends with it, and counts for nothing elsewhere.

-- By way of which its person had come in; NULL: here, or nobody knows any more.
ALTER TABLE "grant" ADD COLUMN connection_id TEXT;
-- As far as the sessions are still there.
UPDATE "grant" SET connection_id = (SELECT made.connection_id FROM session AS made WHERE made.id = "grant".session_id);

-- The connection on whose word alone email_verified rests; NULL: it was proved here, an administrator said so, or it is not proved.
-- OpenID Connect Core 1.0 §5.7.
ALTER TABLE "user" ADD COLUMN email_connection_id TEXT;
-- Whoever was made by a connection came in by it as the account was made.
UPDATE "user" SET email_connection_id = (
  SELECT first.connection_id FROM upstream_account AS first
  WHERE first.user_id = "user".id AND first.created_at <= "user".created_at + 60
  ORDER BY first.created_at LIMIT 1
) WHERE email_verified = 1;
