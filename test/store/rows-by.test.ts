import t from 'tap'
import { rowsBy } from '../../src/store/rows-by.ts'
import { statement } from '../../src/store/statement.ts'

t.test('Statement: whole rows are asked for as Kysely would ask for them', async (t) => {
  const pairs = [
    [rowsBy('config_version', []), statement((q) => q.selectFrom('config_version').selectAll())],
    [rowsBy('tenant', [], ['id']), statement((q) => q.selectFrom('tenant').selectAll().orderBy('id'))],
    [
      rowsBy('signing_key', ['tenant_id', 'alg'], ['kid', 'generation']),
      statement((q, p: { tenant_id: string; alg: string }) =>
        q
          .selectFrom('signing_key')
          .selectAll()
          .where('tenant_id', '=', p.tenant_id)
          .where('alg', '=', p.alg)
          .orderBy('kid')
          .orderBy('generation'),
      ),
    ],
  ] as const
  const values = { alg: 'ES256', tenant_id: 'default', superfluous: 'x' }
  for (const [ours, theirs] of pairs) {
    for (const dialect of ['sqlite', 'postgres'] as const) {
      const [written, wanted] = [ours.compiled(dialect), theirs.compiled(dialect)]
      t.same([written.sql, written.reads], [wanted.sql, wanted.reads])
      t.same(written.values(values), wanted.values(values))
      t.equal(ours.compiled(dialect), written)
    }
  }
})
