/**
 * What a file of tenants says of its rows, looked at before any is written: each tenant it names is there, a row names rows of
 * its own tenant alone, a tenant and a host have the form of one, and what is set and said of people can be read.
 *
 * Implements: RFC 9110 §4.2.2; OpenID Connect Discovery 1.0 §3 (issuer).
 */
import type { Deps } from '../../deps.ts'
import type { ConnectionRow } from '../../store/connection-rows.ts'
import type { ClientRow, TenantRow, UserRow } from '../../store/schema.ts'
import {
  type CarriedRow,
  type CarriedTable,
  keyColumn,
  ownerColumn,
  REFERENCES,
} from '../../store/transfer.ts'
import { clientOf } from '../clients/client.ts'
import { connectionOf } from '../connections/connection.ts'
import { TENANT_ID, tenantOf } from '../tenants/tenant.ts'
import { hostFault } from '../tenants/tenant-host.ts'
import { userOf } from '../users/user.ts'
import { faulty, type TransferHead, type TransferLine } from './transfer-file.ts'

/**
 * @param rows from the second line on
 * @throws {Refusal} faulty, which tells the line
 */
export function checkTransfer(
  { public_url }: Pick<Deps['config'], 'public_url'>,
  { tenants }: TransferHead,
  rows: readonly TransferLine[],
): void {
  const known = new Set(
    rows.flatMap(({ table, row }) => namesOf(table, ownerOf(table, row), row[keyColumn(table)])),
  )
  const missing = tenants.find((id) => !known.has(nameOf('tenant', id, id)))
  if (missing !== undefined) throw faulty(1, `there is no row of the tenant ${missing}`)
  for (const [index, line] of rows.entries()) {
    const fault = strayFault(line, known) ?? storedHostFault(line, public_url) ?? unreadableFault(line)
    if (fault !== undefined) throw faulty(index + 2, fault)
  }
}

type Value = CarriedRow[string] | undefined

const ownerOf = (table: CarriedTable, row: CarriedRow): Value => row[ownerColumn(table)]

/** With its tenant, and without. */
const namesOf = (table: CarriedTable, owner: Value, key: Value): readonly string[] => [
  nameOf(table, owner, key),
  nameOf(table, undefined, key),
]

const nameOf = (table: CarriedTable, owner: Value, key: Value): string =>
  JSON.stringify([table, owner, Buffer.isBuffer(key) ? { bytes: key.toString('hex') } : key])

function strayFault({ table, row }: TransferLine, known: ReadonlySet<string>): string | undefined {
  for (const { column, to, may_be_gone } of REFERENCES[table] ?? []) {
    const key = row[column]
    if (key === null || key === undefined || known.has(nameOf(to, ownerOf(table, row), key))) continue
    if (may_be_gone && !known.has(nameOf(to, undefined, key))) continue
    return `its ${column} is that of no ${to} of its tenant`
  }
  return undefined
}

/** As it is kept: in lower case, and never empty. */
function storedHostFault({ table, row }: TransferLine, public_url: string): string | undefined {
  if (table !== 'tenant_host') return undefined
  const { host } = row
  if (typeof host !== 'string' || host === '' || host !== host.toLowerCase()) {
    return `host ${JSON.stringify(host)} must be a name in lower case`
  }
  return hostFault(host, public_url)
}

/** As this server reads them at any request: what it could not read then would stop more than its own tenant. */
const READERS: Readonly<Partial<Record<CarriedTable, (row: never) => unknown>>> = {
  tenant: (row: TenantRow) => tenantOf(row, '', undefined),
  client: (row: ClientRow) => clientOf(row),
  connection: (row: ConnectionRow) => connectionOf(row),
  user: (row: UserRow) => userOf(row),
}

function unreadableFault({ table, row }: TransferLine): string | undefined {
  if (table === 'tenant' && !TENANT_ID.test(String(row['id']))) {
    return `id ${JSON.stringify(row['id'])} is none of a tenant`
  }
  try {
    READERS[table]?.(row as never)
    return undefined
  } catch (error) {
    return `its ${table} cannot be read (${(error as Error).message})`
  }
}
