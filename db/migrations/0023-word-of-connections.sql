-- What rests on the word of a connection, so that it ends with it, and counts for nothing elsewhere.

-- By way of which its person had come in; NULL: here, or nobody knows any more.
ALTER TABLE "grant" ADD COLUMN connection_id TEXT;
-- As far as the sessions are still there.
UPDATE "grant" SET connection_id = (SELECT made.connection_id FROM session AS made WHERE made.id = "grant".session_id);
