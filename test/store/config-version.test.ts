/**
 * The counter of changes, on both databases.
 */
import t from 'tap'
import { bumpConfigVersion, findConfigVersion } from '../../src/store/config-version.ts'
import { onBothDatabases } from '../helpers/databases.ts'

await onBothDatabases(
  t,
  'Config version: grows by one, whoever changes something at the same time',
  async (t, db) => {
    t.match(await db.first(findConfigVersion, {}), { version: 1 })
    await Promise.all(Array.from({ length: 20 }, () => db.transaction((tx) => tx.run(bumpConfigVersion, {}))))
    t.match(await db.first(findConfigVersion, {}), { version: 21 })
  },
)

await onBothDatabases(t, 'Config version: there is one counter', async (t, db) => {
  await t.rejects(db.execute('INSERT INTO config_version (id, version) VALUES (2, 1)'))
  await t.rejects(db.execute('INSERT INTO config_version (id, version) VALUES (1, 1)'))
})
