-- Where a person is signed in and has been, for the person's own eyes. Kept as long as the session or the known browser and no
-- longer; of what a browser calls itself (RFC 9110 §10.1.5) the two names alone, since more would tell people apart.

ALTER TABLE session ADD COLUMN browser TEXT;            -- such as Firefox; NULL: it did not say, or says nothing we know
ALTER TABLE session ADD COLUMN system TEXT;             -- such as Windows; NULL likewise
ALTER TABLE session ADD COLUMN address TEXT;            -- the client's, in text, when its person last signed in; NULL: not known
ALTER TABLE session ADD COLUMN known_browser_id {bytes};  -- the known browser it was begun in; NULL: none, or forgotten since

ALTER TABLE known_browser ADD COLUMN browser TEXT;      -- the same three, when the person last signed in there
ALTER TABLE known_browser ADD COLUMN system TEXT;
ALTER TABLE known_browser ADD COLUMN address TEXT;
