/**
 * Every row of a tenant, as it stands in whichever database: read to be carried elsewhere, and written there.
 */
import {
  type CompiledStatement,
  compiledOnce,
  type DialectName,
  type Statement,
  statement,
} from './statement.ts'

/** In this order each is written after what it hangs on. All but the tenant itself have `tenant_id`. */
export const CARRIED_TABLES = [
  'tenant',
  'tenant_host',
  'client',
  'logo',
  'client_key_set',
  'registration_token',
  'signing_key',
  'passcode_server_key',
  'claim_profile',
  'claim_set',
  'organization',
  'connection',
  'user',
  'organization_member',
  'client_assignment',
  'upstream_account',
  'upstream_request',
  'passcode',
  'passcode_challenge',
  'known_browser',
  'attempt',
  'recovery_code',
  'consent',
  'enrolment',
  'mail_token',
  'mail_outbox',
  'session',
  'session_client',
  'logout_delivery',
  'interaction',
  'pushed_request',
  'device_code',
  'used_jti',
  'grant',
  'authorization_code',
  'access_token',
  'refresh_token',
  'audit_event',
] as const

export type CarriedTable = (typeof CARRIED_TABLES)[number]

/** Values as both databases give and take them. */
export type CarriedRow = Readonly<Record<string, string | number | Buffer | null>>

/** Where a row says whose it is. */
export const ownerColumn = (table: CarriedTable): 'id' | 'tenant_id' =>
  table === 'tenant' ? 'id' : 'tenant_id'

export const listRowsOf = perTable(
  (table): Statement<{ tenant_id: string }, CarriedRow> =>
    compiledOnce((dialect) => ({
      sql: `select * from "${table}" where "${ownerColumn(table)}" = ${slot(dialect, 0)}`,
      reads: true,
      values: (params) => [(params as { tenant_id: string }).tenant_id],
    })),
)

/** @param columns which the row has, names alone: whoever calls has looked at them */
export const insertRowOf = (
  table: CarriedTable,
  columns: readonly string[],
): Statement<CarriedRow, unknown> =>
  compiledOnce((dialect): CompiledStatement => {
    const names = columns.map((column) => `"${column}"`).join(', ')
    const slots = columns.map((_, index) => slot(dialect, index)).join(', ')
    return {
      sql: `insert into "${table}" (${names}) values (${slots})`,
      reads: false,
      values: (params) => columns.map((column) => (params as CarriedRow)[column]),
    }
  })

const slot = (dialect: DialectName, index: number): string => (dialect === 'sqlite' ? '?' : `$${index + 1}`)

function perTable<T>(make: (table: CarriedTable) => T): Readonly<Record<CarriedTable, T>> {
  return Object.fromEntries(CARRIED_TABLES.map((table) => [table, make(table)])) as Record<CarriedTable, T>
}

/** What every derived key of the other database hangs on; for one in which nothing hangs on it yet. */
export const replaceRootKey = statement((q, p: { key_sealed: Buffer }) =>
  q.updateTable('root_key').set({ key_sealed: p.key_sealed }).where('id', '=', 1),
)
