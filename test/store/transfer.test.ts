/**
 * Which rows name which, as the database itself has it.
 */
import Database from 'better-sqlite3'
import t from 'tap'
import { fill, readMigrations } from '../../src/store/migrate.ts'
import { CARRIED_TABLES, REFERENCES } from '../../src/store/transfer.ts'

type ForeignKey = Readonly<{ name: string; column: string; to: string }>

t.test('Transfer: every row that the database wants to be there is looked for', async (t) => {
  const database = new Database(':memory:')
  for (const { sql } of readMigrations()) database.exec(fill(sql, 'sqlite'))
  const keys = database
    .prepare(
      `SELECT t.name, k."from" AS "column", k."table" AS "to"
       FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) k
       WHERE t.type = 'table' AND k."from" <> 'tenant_id'`,
    )
    .all() as ForeignKey[]
  database.close()
  const wanted = CARRIED_TABLES.flatMap((table) =>
    (REFERENCES[table] ?? [])
      .filter(({ may_be_gone }) => !may_be_gone)
      .map(({ column, to }) => `${table} ${column} ${to}`),
  )
  // A column that was added later, of which SQLite can be told no key of two columns.
  const more = ['user email_connection_id connection']
  t.same(wanted.sort(), [...keys.map(({ name, column, to }) => `${name} ${column} ${to}`), ...more].sort())
})
