-- Keys that change and what has to outlive them, and storms of tries.

-- What every key is derived from that does not seal: made once, and sealed anew when the secret key changes, so that
-- recovery codes, counted tries and whatever else is known by an HMAC outlives the secret key. NIST SP 800-57 Part 1 §6.2.2.
CREATE TABLE root_key (
  id         {int}   NOT NULL PRIMARY KEY CHECK (id = 1),
  key_sealed {bytes} NOT NULL,                 -- 32 bytes when open
  created_at {int}   NOT NULL
) {strict};

-- Of the pool of a tenant alone: how many starts a usual day of it has.
ALTER TABLE attempt ADD COLUMN usual_a_day {int} NOT NULL DEFAULT 0;
