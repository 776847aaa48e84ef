import t from 'tap'
import { findRootKey, insertRootKey } from '../../src/store/root-key.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'

await onBothDatabases(
  t,
  'SP 800-57 Part 1 §6.2.2: of many first root keys at once one is kept',
  async (t, db) => {
    t.equal(await db.first(findRootKey, { id: 1 }), undefined)
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        db.first(insertRootKey, {
          id: 1,
          key_sealed: Buffer.from(`key ${index}`),
          created_at: START + index,
        }),
      ),
    )
    const kept = await db.first(findRootKey, { id: 1 })
    for (const each of made) t.same(each, kept, 'and every process gets it')
  },
)
