import t from 'tap'
import { checkClaimSet, findClaimSet } from '../../../src/domain/claims/claim-set.ts'
import { CLAIM_SET, createNamed, deleteNamed, updateNamed } from '../../../src/domain/claims/named-claims.ts'
import { countingDb } from '../../helpers/counting-db.ts'
import { startServer } from '../../helpers/fixtures.ts'

t.test('Core §3.1.2.1: ext-integration-id names a claim set of the tenant, or is refused', async (t) => {
  const server = await startServer(t)
  await createNamed(await server.tenant(), CLAIM_SET, { id: 'sita', claims: { building_address: '1 Pier' } })
  const inside = await server.tenant()
  t.same(await findClaimSet(inside, 'sita'), { building_address: '1 Pier' })
  t.equal(await findClaimSet(inside, null), undefined)
  await checkClaimSet(inside, 'sita')
  await checkClaimSet(inside, undefined)
  const refusal = { code: 'invalid_request', reason: 'claim-set-unknown' }
  await t.rejects(checkClaimSet(inside, 'other'), refusal)
  await t.rejects(checkClaimSet(await server.tenant('other'), 'sita'), refusal, 'each tenant has its own')
})

t.test('Claim sets: one that is known costs no query, until it changes', async (t) => {
  const server = await startServer(t)
  const stated = { id: 'sita', claims: { floor: 1 } }
  await createNamed(await server.tenant(), CLAIM_SET, stated)
  const inside = await server.tenant()
  const { db, ran } = countingDb(inside.db)
  await findClaimSet({ ...inside, db }, 'sita')
  await findClaimSet({ ...inside, db }, 'sita')
  await findClaimSet({ ...inside, db }, null)
  t.same(ran, ['read'])
  await updateNamed(inside, CLAIM_SET, { ...stated, claims: { floor: 2 } })
  t.same(await findClaimSet(await server.tenant(), 'sita'), { floor: 2 })
  await deleteNamed(inside, CLAIM_SET, 'sita')
  t.equal(await findClaimSet(await server.tenant(), 'sita'), undefined)
})
