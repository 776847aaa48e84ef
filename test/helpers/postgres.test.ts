/**
 * The PostgreSQL of the tests is a real one, and databases in it are apart.
 */
import pg from 'pg'
import t from 'tap'
import { freshDatabase, templateDatabase, withoutPostgres } from './postgres.ts'

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

t.test('PostgreSQL for tests: version 18, UTF-8', { skip: withoutPostgres }, async (t) => {
  const url = await freshDatabase()
  t.match(await query(url, 'SHOW server_version'), [{ server_version: /^18\./ }])
  t.same(await query(url, 'SHOW server_encoding'), [{ server_encoding: 'UTF8' }])
})

t.test(
  'PostgreSQL for tests: what one database holds another does not',
  { skip: withoutPostgres },
  async (t) => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()])
    await query(one, 'CREATE TABLE thing (id INTEGER)')
    await t.rejects(query(other, 'SELECT * FROM thing'), { code: '42P01' })
  },
)

t.test('PostgreSQL for tests: a template is filled once and copied', { skip: withoutPostgres }, async (t) => {
  let filled = 0
  const fill = async (url: string) => {
    filled += 1
    await query(url, 'CREATE TABLE thing AS SELECT 7 AS id')
  }
  const names = await Promise.all([templateDatabase('tried', fill), templateDatabase('tried', fill)])
  t.same(names, ['tried', 'tried'])
  t.equal(filled, 1)
  const [one, other] = await Promise.all([freshDatabase('tried'), freshDatabase('tried')])
  await query(one, 'DELETE FROM thing')
  t.same(await query(other, 'SELECT id FROM thing'), [{ id: 7 }])
})
