/**
 * Statements: built once for each dialect, filled at each call.
 */
import t from 'tap'
import { row, statement } from '../../src/store/statement.ts'

type Key = { tenant_id: string; client_id: string }

t.test('Statement: built once for each dialect, at first use', async (t) => {
  const built: string[] = []
  const found = statement((q, p: Key, dialect) => {
    built.push(dialect)
    return q.selectFrom('client').select('metadata').where('client_id', '=', p.client_id)
  })
  t.same(built, [])
  t.equal(found.compiled('sqlite'), found.compiled('sqlite'))
  t.equal(found.compiled('postgres'), found.compiled('postgres'))
  t.same(built, ['sqlite', 'postgres'])
  t.equal(found.compiled('sqlite').sql, 'select "metadata" from "client" where "client_id" = ?')
  t.equal(found.compiled('postgres').sql, 'select "metadata" from "client" where "client_id" = $1')
})

t.test('Statement: values stand in the order of the text, and those that are fixed stay', async (t) => {
  const { compiled } = statement((q, p: Key & { locked: 0 | 1 }) =>
    q
      .updateTable('client')
      .set({ metadata: '{}', locked: p.locked })
      .where('client_id', '=', p.client_id)
      .where('client_type', '=', 'public')
      .where('tenant_id', '=', p.tenant_id),
  )
  const values = { tenant_id: 'default', client_id: 'rp', locked: 1, superfluous: 'x' }
  for (const dialect of ['sqlite', 'postgres'] as const) {
    t.same(compiled(dialect).values(values), ['{}', 1, 'rp', 'public', 'default'])
  }
})

t.test('Statement: only a SELECT reads', async (t) => {
  const reads = statement((q) => q.selectFrom('tenant').selectAll())
  const key = (p: Key) => p.client_id
  const writes = [
    statement((q, p: Key) => q.deleteFrom('client').where('client_id', '=', key(p))),
    statement((q, p: Key) => q.updateTable('client').set({ metadata: '' }).where('client_id', '=', key(p))),
    statement((q, p: Key) =>
      q
        .updateTable('client')
        .set({ metadata: key(p) })
        .returningAll(),
    ),
    statement((q, p: { number: number }) =>
      q.insertInto('schema_migration').values({ ...row(p, 'number'), name: '', applied_at: 0 }),
    ),
  ]
  t.equal(reads.compiled('sqlite').reads, true)
  for (const { compiled } of writes) t.equal(compiled('postgres').reads, false)
})

t.test('Statement: a row has the columns that are named, where a spread would have none', async (t) => {
  const { compiled } = statement((q, p: { number: number; name: string; applied_at: number }) =>
    q.insertInto('schema_migration').values(row(p, 'name', 'number', 'applied_at')),
  )
  t.equal(
    compiled('sqlite').sql,
    'insert into "schema_migration" ("name", "number", "applied_at") values (?, ?, ?)',
  )
  t.same(compiled('sqlite').values({ number: 1, name: 'one', applied_at: 2 }), ['one', 1, 2])
})
