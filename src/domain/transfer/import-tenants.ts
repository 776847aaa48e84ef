/**
 * Carries tenants in: all of what a file holds, in one transaction, or nothing of it.
 */
import type { Deps } from '../../deps.ts'
import { UnsealError } from '../../primitives/sealing.ts'
import { bumpConfigVersion } from '../../store/config-version.ts'
import type { Tx } from '../../store/database.ts'
import { newestMigration } from '../../store/migrate.ts'
import { findRootKey } from '../../store/root-key.ts'
import type { Statement } from '../../store/statement.ts'
import { listTenantHosts } from '../../store/tenant-hosts.ts'
import { listTenants } from '../../store/tenants.ts'
import { type CarriedRow, insertRowOf, ownerColumn, replaceRootKey } from '../../store/transfer.ts'
import { Refusal } from '../refusal.ts'
import { takenHost } from '../tenants/tenant-host.ts'
import { checkTransfer } from './transfer-check.ts'
import { recordTransfer } from './transfer-event.ts'
import { faulty, readFoot, readHead, readRow, type TransferHead, type TransferLine } from './transfer-file.ts'

type ImportDeps = Pick<Deps, 'config' | 'db' | 'secrets' | 'now' | 'random'>

export type Imported = Readonly<{
  tenants: readonly string[]
  /** A server that runs already works with the former one. */
  has_new_root_key: boolean
}>

/** @param lines of an export @throws {Refusal} exists, faulty, secret-key */
export async function importTenants(deps: ImportDeps, lines: readonly string[]): Promise<Imported> {
  const head = readHead(lines[0])
  checkSchema(head)
  const rows = rowsOf(lines, head)
  checkTransfer(deps.config, head, rows)
  const has_new_root_key = await deps.db.transaction(async (tx) => {
    const is_new = await takeOver(deps, tx, head)
    await checkHosts(tx, rows)
    await insertRows(tx, rows)
    await tx.run(bumpConfigVersion, {})
    await recordTransfer(deps, tx, 'tenant-imported', head.tenants)
    return is_new
  })
  return { tenants: head.tenants, has_new_root_key }
}

async function insertRows(tx: Tx, rows: readonly TransferLine[]): Promise<void> {
  const statements = new Map<string, Statement<CarriedRow, unknown>>()
  for (const [index, { table, row }] of rows.entries()) {
    const columns = Object.keys(row)
    const kind = `${table} ${columns.join(' ')}`
    const insert = statements.get(kind) ?? insertRowOf(table, columns)
    statements.set(kind, insert)
    try {
      await tx.run(insert, row)
    } catch (error) {
      const { code, message } = error as Error & { code?: unknown }
      if (!UNFIT_ROW.test(String(code))) throw error
      throw faulty(index + 2, `the database refuses its row (${message})`)
    }
  }
}

/** How SQLite and PostgreSQL say that a table has no such column, or that a value is none of it, or is there already. */
const UNFIT_ROW = /^(SQLITE_(ERROR|CONSTRAINT|MISMATCH|TOOBIG)|22|23|42)/

function checkSchema({ schema }: TransferHead): void {
  const here = newestMigration()
  if (schema === here) return
  throw new Refusal(
    'faulty',
    `The file has schema ${schema}, and this version of Vignette writes ${here}: export it anew with this version.`,
  )
}

/** Read to the end before any is written. @throws {Refusal} faulty */
function rowsOf(lines: readonly string[], { tenants }: TransferHead): readonly TransferLine[] {
  const rows: TransferLine[] = []
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    if (number === 1) continue
    const promised = readFoot(line, number)
    if (promised !== undefined) {
      if (promised === rows.length && number === lines.length) return rows
      throw faulty(number, `it promises ${promised} rows, and there are ${lines.length - 2}`)
    }
    const carried = readRow(line, number)
    const owner = carried.row[ownerColumn(carried.table)]
    if (!tenants.includes(String(owner)))
      throw faulty(number, 'its row belongs to no tenant of the first line')
    rows.push(carried)
  }
  throw faulty(lines.length, 'it is cut short')
}

/**
 * A derived key must be the same as where the rows come from.
 *
 * @returns whether it is another one from now on
 * @throws {Refusal} exists, secret-key, faulty
 */
async function takeOver({ secrets }: ImportDeps, tx: Tx, head: TransferHead): Promise<boolean> {
  const there = (await tx.all(listTenants, {})).map(({ id }) => id)
  const taken = head.tenants.filter((id) => there.includes(id))
  if (taken.length > 0) throw new Refusal('exists', ...taken.map((id) => `there is a tenant ${id} already`))
  const key_sealed = Buffer.from(head.root_key, 'base64url')
  const theirs = openedRootKey(secrets, key_sealed)
  const ours = await tx.first(findRootKey, { id: 1 })
  if (ours && openedRootKey(secrets, ours.key_sealed).equals(theirs)) return false
  if (there.length > 0) {
    throw new Refusal(
      'faulty',
      'The file comes from a server with another root key, and tenants are here already: import it into an empty database.',
    )
  }
  await tx.run(replaceRootKey, { key_sealed })
  return true
}

/** A request that comes to a host means one tenant. @throws {Refusal} exists */
async function checkHosts(tx: Tx, rows: readonly TransferLine[]): Promise<void> {
  const owners = new Map((await tx.all(listTenantHosts, {})).map(({ host, tenant_id }) => [host, tenant_id]))
  for (const { table, row } of rows) {
    if (table !== 'tenant_host') continue
    const host = String(row['host'])
    const owner = owners.get(host)
    if (owner !== undefined) throw new Refusal('exists', takenHost(host, owner))
    owners.set(host, String(row['tenant_id']))
  }
}

function openedRootKey({ open }: Deps['secrets'], sealed: Buffer): Buffer {
  try {
    return open('root-key', [], sealed)
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error
    throw new Refusal(
      'secret-key',
      'The file opens with another secret key than this server has: give it that of the server that the file comes from.',
    )
  }
}
