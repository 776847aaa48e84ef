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

/** By which other rows name one of it, where any do. */
export const keyColumn = (table: CarriedTable): 'id' | 'client_id' =>
  table === 'client' ? 'client_id' : 'id'

export type Reference = Readonly<{
  column: string
  to: CarriedTable
  /** What it names may have been swept, or deleted, before the row that names it. */
  may_be_gone: boolean
}>

const there = (column: string, to: CarriedTable): Reference => ({ column, to, may_be_gone: false })
const perhaps = (column: string, to: CarriedTable): Reference => ({ column, to, may_be_gone: true })

const CLIENT = there('client_id', 'client')
const ORGANIZATION = there('organization_id', 'organization')
const CONNECTION = there('connection_id', 'connection')
const PERSON = there('user_id', 'user')
const SESSION = perhaps('session_id', 'session')
const GRANT = perhaps('grant_id', 'grant')

/** Which rows of its own tenant a row names. */
export const REFERENCES: Readonly<Partial<Record<CarriedTable, readonly Reference[]>>> = {
  logo: [CLIENT],
  user: [there('email_connection_id', 'connection')],
  organization_member: [ORGANIZATION, PERSON],
  client_assignment: [CLIENT, ORGANIZATION, PERSON],
  upstream_account: [CONNECTION, PERSON],
  upstream_request: [CONNECTION],
  passcode: [PERSON],
  passcode_challenge: [perhaps('known_browser_id', 'known_browser')],
  known_browser: [PERSON],
  recovery_code: [PERSON],
  consent: [CLIENT, PERSON],
  enrolment: [PERSON],
  mail_token: [PERSON],
  mail_outbox: [PERSON],
  session: [PERSON, perhaps('known_browser_id', 'known_browser')],
  session_client: [CLIENT, there('session_id', 'session')],
  logout_delivery: [CLIENT],
  interaction: [SESSION, perhaps('consented_session_id', 'session')],
  device_code: [GRANT],
  grant: [PERSON, SESSION],
  authorization_code: [GRANT],
  access_token: [GRANT],
  refresh_token: [GRANT],
  audit_event: [perhaps('user_id', 'user')],
}

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
