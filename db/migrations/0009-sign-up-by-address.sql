-- Signing up where nobody may learn who has an account: an address is proved first. RFC 9807 §10.9.

ALTER TABLE mail_token ADD COLUMN username TEXT;        -- of somebody new: the name they want; NULL: the link is another
CREATE INDEX user_email ON "user" (tenant_id, lower(email));
