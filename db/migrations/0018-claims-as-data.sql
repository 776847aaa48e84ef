-- What applications are told of people, as data. OpenID Connect Core 1.0 §5.1.2.

-- The shape in which a client is told claims: names, attributes, constants.
CREATE TABLE claim_profile (
  tenant_id  TEXT  NOT NULL REFERENCES tenant ON DELETE CASCADE,
  id         TEXT  NOT NULL,                   -- by which clients have it as claim_profile
  claims     TEXT  NOT NULL,                   -- JSON of ClaimProfile, src/domain/claims/claim-profile.ts
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};

-- Claims of an integration, the same for all its people.
CREATE TABLE claim_set (
  tenant_id  TEXT  NOT NULL REFERENCES tenant ON DELETE CASCADE,
  id         TEXT  NOT NULL,                   -- ext-integration-id of the authorization request
  claims     TEXT  NOT NULL,                   -- JSON: values by the names of the claims
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};

ALTER TABLE "grant" ADD COLUMN claim_set_id TEXT;      -- NULL: no ext-integration-id was sent
