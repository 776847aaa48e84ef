-- Claims asked for one by one, and not by a scope. OpenID Connect Core 1.0 §5.5.

ALTER TABLE "grant" ADD COLUMN claims TEXT;                -- JSON: names for the ID token and for userinfo; NULL: none
ALTER TABLE consent ADD COLUMN claims TEXT NOT NULL DEFAULT '';  -- names, with spaces between
