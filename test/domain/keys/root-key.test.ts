import t from 'tap'
import { openSecrets } from '../../../src/domain/keys/root-key.ts'
import { UnsealError } from '../../../src/primitives/sealing.ts'
import { findRootKey } from '../../../src/store/root-key.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { countingRandom, START, startServer } from '../../helpers/fixtures.ts'
import { testSecrets } from '../../helpers/secrets.ts'

const OLD = Buffer.alloc(32, 1)
const NEW = Buffer.alloc(32, 2)

await onBothDatabases(t, 'RFC 5869 §3.2: every process derives the same keys', async (t, db) => {
  const random = countingRandom()
  const starts = Array.from({ length: 5 }, () =>
    openSecrets({ db, random, now: () => START }, testSecrets(OLD, random)),
  )
  const [first, ...others] = (await Promise.all(starts)).map(({ derive }) => derive('recovery-code').export())
  for (const other of others) t.same(other, first)
})

t.test('SP 800-57 Part 1 §6.2.2: what is known by an HMAC outlives the secret key', async (t) => {
  const { deps, db } = await startServer(t)
  const open = (current: Buffer, previous?: Buffer) =>
    openSecrets(deps, testSecrets(current, deps.random, previous))
  const before = await open(OLD)
  const after = await open(NEW, OLD)
  t.same(after.derive('attempt').export(), before.derive('attempt').export())
  await t.rejects(open(NEW), UnsealError)
  const row = await db.first(findRootKey, { id: 1 })
  t.equal(row?.created_at, START)
  t.notOk(row?.key_sealed.includes(before.derive('attempt').export()))
})
