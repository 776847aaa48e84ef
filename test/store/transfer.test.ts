/**
 * Which rows name which, as the database itself has it.
 */
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { fill, readMigrations } from '../../src/store/migrate.ts'
import { CARRIED_TABLES, keyColumn, REFERENCES } from '../../src/store/transfer.ts'

type ForeignKey = Readonly<{ name: string; column: string; to: string }>
type Column = Readonly<{ name: string; pk: number }>

const references = CARRIED_TABLES.flatMap((table) =>
  (REFERENCES[table] ?? []).map((reference) => ({ table, ...reference })),
)

function newDatabase(t: Test): Database.Database {
  const database = new Database(':memory:')
  t.teardown(() => database.close())
  for (const { sql } of readMigrations()) database.exec(fill(sql, 'sqlite'))
  return database
}

t.test('Transfer: every row that the database wants to be there is looked for', async (t) => {
  const keys = newDatabase(t)
    .prepare(
      `SELECT t.name, k."from" AS "column", k."table" AS "to"
       FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
       WHERE t.type = 'table' AND k."from" <> 'tenant_id'`,
    )
    .all() as ForeignKey[]
  const wanted = references
    .filter(({ may_be_gone }) => !may_be_gone)
    .map(({ table, column, to }) => `${table} ${column} ${to}`)
  // A column that was added later, of which SQLite can be told no key of two columns.
  const more = ['user email_connection_id connection']
  t.same(wanted.sort(), [...keys.map(({ name, column, to }) => `${name} ${column} ${to}`), ...more].sort())
})

t.test('Transfer: a row is named by the key of its table, in a column that there is', async (t) => {
  const listColumns = newDatabase(t).prepare('SELECT name, pk FROM pragma_table_info(?)')
  const columnsOf = (table: string) => listColumns.all(table) as Column[]
  for (const { table, column, to } of references) {
    t.ok(
      columnsOf(table).some(({ name }) => name === column),
      `${table} ${column}`,
    )
    const keys = columnsOf(to).filter(({ name, pk }) => pk > 0 && name !== 'tenant_id')
    t.same(
      keys.map(({ name }) => name),
      [keyColumn(to)],
      to,
    )
  }
})
