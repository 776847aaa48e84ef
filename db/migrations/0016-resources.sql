-- Services that access tokens are for, and tokens that were exchanged for others.

-- Resource indicators, with spaces between; empty: the tenant's own userinfo. RFC 8707 §2.
ALTER TABLE "grant" ADD COLUMN resources TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN resources TEXT NOT NULL DEFAULT '';
ALTER TABLE access_token ADD COLUMN resources TEXT NOT NULL DEFAULT '';

-- Of a token that another client got in exchange. RFC 8693 §2.2.
ALTER TABLE access_token ADD COLUMN client_id TEXT;        -- who got it; NULL: the client of the grant
ALTER TABLE access_token ADD COLUMN act TEXT;              -- JSON: who acts for its subject (§4.1); NULL: nobody
