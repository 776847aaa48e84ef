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

/** The members beside these two are client metadata, by their registered names. */
const ClientEntry = object({
  client_id: string(),
  type: optional(choice(['confidential', 'public'])),
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

const TenantEntry = object(
  {
    id: string(),
    name: text,
    type: optional(choice(['regular', '2fa'])),
    policy: members,
    clients: array(ClientEntry, { default: [] }),
    users: array(UserEntry, { default: [] }),
  },
  { additionalProperties: false },
)

const TenantDocument = object({ tenants: array(TenantEntry) }, { additionalProperties: false })

export type TenantDocument = Readonly<Static<typeof TenantDocument>>
export type TenantEntry = Readonly<Static<typeof TenantEntry>>
export type ClientEntry = Readonly<Static<typeof ClientEntry> & Record<string, unknown>>
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
    ...tenants.flatMap(({ id, clients, users }) => [
      ...repeated(clients.map(({ client_id }) => `tenant ${id}, client ${client_id}`)),
      ...repeated(users.map(({ username }) => `tenant ${id}, user ${usernameKey(username)}`)),
    ]),
  ].map((name) => `${name}: stated twice`)
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]
