import { fileURLToPath } from 'node:url'
import t from 'tap'
import { listShipped, readShipped, readShippedText } from '../../src/primitives/shipped-files.ts'

const MIGRATIONS = new URL('../../db/migrations/', import.meta.url)

t.test('Shipped files: a folder is listed by names, in their order', async (t) => {
  const names = listShipped(MIGRATIONS)
  t.equal(names[0], '0001-tenants-and-clients.sql')
  t.same(names, [...names].sort())
})

t.test('Shipped files: by address and by path one reads the same', async (t) => {
  const file = new URL('0001-tenants-and-clients.sql', MIGRATIONS)
  t.match(readShippedText(fileURLToPath(file)), /^-- Tenants/)
  t.equal(readShipped(file).toString('utf8'), readShippedText(fileURLToPath(file)))
  t.throws(() => readShipped(new URL('0000-none.sql', MIGRATIONS)), { code: 'ENOENT' })
})
