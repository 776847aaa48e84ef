-- Organizations, whose members alone a request may be for, and whom a client is for at all. OpenID Connect Core 1.0 §3.1.2.6.

CREATE TABLE organization (
  tenant_id  TEXT  NOT NULL REFERENCES tenant ON DELETE CASCADE,
  id         TEXT  NOT NULL,                   -- organization of the authorization request, and org_id of tokens
  name       TEXT  NOT NULL,                   -- as people see it, and org_name of tokens
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  PRIMARY KEY (tenant_id, id)
) {strict};

CREATE TABLE organization_member (
  tenant_id       TEXT    NOT NULL,
  organization_id TEXT    NOT NULL,
  user_id         {bytes} NOT NULL REFERENCES "user" ON DELETE CASCADE,
  created_at      {int}   NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, user_id),
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organization ON DELETE CASCADE
) {strict};
CREATE INDEX organization_member_user_id ON organization_member (user_id);

-- For whom a client is that is not for everybody: one person, or the members of one organization.
CREATE TABLE client_assignment (
  tenant_id       TEXT    NOT NULL,
  client_id       TEXT    NOT NULL,
  user_id         {bytes} REFERENCES "user" ON DELETE CASCADE,
  organization_id TEXT,
  created_at      {int}   NOT NULL,
  CHECK ((user_id IS NULL) <> (organization_id IS NULL)),
  UNIQUE (tenant_id, client_id, user_id),
  UNIQUE (tenant_id, client_id, organization_id),
  FOREIGN KEY (tenant_id, client_id) REFERENCES client ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organization ON DELETE CASCADE
) {strict};
CREATE INDEX client_assignment_user_id ON client_assignment (user_id);

ALTER TABLE "grant" ADD COLUMN organization_id TEXT;   -- NULL: no organization was named
