/**
 * The file of tenants, clients and people that `apply` reads: its form, before any of its values is looked at.
 */
import { Type } from 'typebox'
import { Refusal } from '../refusal.ts'
import { tryRead } from '../stated-settings.ts'
import { usernameKey } from '../users/username.ts'

const text = Type.Optional(Type.String())
const flag = Type.Optional(Type.Boolean())
const members = Type.Optional(Type.Record(Type.String(), Type.Unknown()))

/** The members beside these two are client metadata, by their registered names. */
const ClientEntry = Type.Object({
  client_id: Type.String(),
  type: Type.Optional(Type.Enum(['confidential', 'public'])),
})

const UserEntry = Type.Object(
  {
    username: Type.String(),
    email: text,
    email_verified: flag,
    claims: members,
    status: Type.Optional(Type.Enum(['active', 'inactive'])),
    /** The path of a file, seen from the document. */
    picture: text,
    pin: text,
    pattern: text,
    picture_only: flag,
  },
  { additionalProperties: false },
)

const TenantEntry = Type.Object(
  {
    id: Type.String(),
    name: text,
    type: Type.Optional(Type.Enum(['regular', '2fa'])),
    policy: members,
    clients: Type.Array(ClientEntry, { default: [] }),
    users: Type.Array(UserEntry, { default: [] }),
  },
  { additionalProperties: false },
)

const TenantDocument = Type.Object({ tenants: Type.Array(TenantEntry) }, { additionalProperties: false })

export type TenantDocument = Readonly<Type.Static<typeof TenantDocument>>
export type TenantEntry = Readonly<Type.Static<typeof TenantEntry>>
export type ClientEntry = Readonly<Type.Static<typeof ClientEntry> & Record<string, unknown>>
export type UserEntry = Readonly<Type.Static<typeof UserEntry>>

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
