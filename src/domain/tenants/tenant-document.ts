/**
 * The file of tenants, clients and people that `apply` reads: its form, before any of its values is looked at.
 */
import {
  array,
  boolean,
  choice,
  object,
  optional,
  record,
  type Static,
  string,
} from '../../primitives/json-schema.ts'
import { Refusal } from '../refusal.ts'
import { tryRead } from '../stated-settings.ts'
import { usernameKey } from '../users/username.ts'

const text = optional(string())
const flag = optional(boolean())
const members = optional(record())

const names = optional(array(string()))

/** People by their usernames, organizations by their ids. */
const AssignedEntry = object({ users: names, organizations: names }, { additionalProperties: false })

/** The members beside these are client metadata, by their registered names. */
const ClientEntry = object({
  client_id: string(),
  type: optional(choice(['confidential', 'public'])),
  /** Whom it is for alone. */
  assigned: optional(AssignedEntry),
})

const UserEntry = object(
  {
    username: string(),
    email: text,
    email_verified: flag,
    claims: members,
    status: optional(choice(['active', 'inactive'])),
    /** The path of a file, seen from the document. */
    picture: text,
    pin: text,
    pattern: text,
    picture_only: flag,
  },
  { additionalProperties: false },
)

/** Members by their usernames. */
const OrganizationEntry = object(
  { id: string(), name: text, members: names },
  { additionalProperties: false },
)

/** The members beside these are the connection's settings. */
const ConnectionEntry = object({
  id: string(),
  type: optional(choice(['passcode', 'oidc'])),
  client_secret: text,
})

/** Of a claim profile, and of a claim set. */
const NamedClaimsEntry = object({ id: string(), claims: record() }, { additionalProperties: false })

const TenantEntry = object(
  {
    id: string(),
    name: text,
    type: optional(choice(['regular', '2fa'])),
    host: text,
    policy: members,
    claim_profiles: array(NamedClaimsEntry, { default: [] }),
    claim_sets: array(NamedClaimsEntry, { default: [] }),
    clients: array(ClientEntry, { default: [] }),
    users: array(UserEntry, { default: [] }),
    organizations: array(OrganizationEntry, { default: [] }),
    connections: array(ConnectionEntry, { default: [] }),
  },
  { additionalProperties: false },
)

const TenantDocument = object({ tenants: array(TenantEntry) }, { additionalProperties: false })

export type TenantDocument = Readonly<Static<typeof TenantDocument>>
export type TenantEntry = Readonly<Static<typeof TenantEntry>>
export type ClientEntry = Readonly<Static<typeof ClientEntry> & Record<string, unknown>>
export type OrganizationEntry = Readonly<Static<typeof OrganizationEntry>>
export type ConnectionEntry = Readonly<Static<typeof ConnectionEntry> & Record<string, unknown>>
export type AssignedEntry = Readonly<Static<typeof AssignedEntry>>
export type UserEntry = Readonly<Static<typeof UserEntry>>

/** @throws {Refusal} faulty */
export function readTenantDocument(value: unknown): TenantDocument {
  const { settings, faults } = tryRead(TenantDocument, value)
  if (!settings) throw new Refusal('faulty', ...faults)
  return settings
}

/** @returns each place where something is stated a second time */
export function repetitions({ tenants }: TenantDocument): readonly string[] {
  return [
    ...repeated(tenants.map(({ id }) => `tenant ${id}`)),
    ...repeated(tenants.flatMap(({ host }) => (host ? [`host ${host.toLowerCase()}`] : []))),
    ...tenants.flatMap(({ id, clients, users, organizations, connections, claim_profiles, claim_sets }) => [
      ...repeated(claim_profiles.map((profile) => `tenant ${id}, claim-profile ${profile.id}`)),
      ...repeated(claim_sets.map((set) => `tenant ${id}, claim-set ${set.id}`)),
      ...repeated(clients.map(({ client_id }) => `tenant ${id}, client ${client_id}`)),
      ...repeated(users.map(({ username }) => `tenant ${id}, user ${usernameKey(username)}`)),
      ...repeated(connections.map((connection) => `tenant ${id}, connection ${connection.id}`)),
      ...repeated(organizations.map((organization) => `tenant ${id}, organization ${organization.id}`)),
    ]),
  ].map((name) => `${name}: stated twice`)
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]
