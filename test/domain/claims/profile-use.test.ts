/**
 * A client's claim profile is there as long as the client has it, whoever does what at the same moment, on both databases.
 */
import t from 'tap'
import {
  CLAIM_PROFILE,
  createNamed,
  deleteNamed,
  listNamed,
} from '../../../src/domain/claims/named-claims.ts'
import { deleteClient, registerClient } from '../../../src/domain/clients/client-registration.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { serverOn, testConfig } from '../../helpers/fixtures.ts'

const ROUNDS = 10

await onBothDatabases(
  t,
  'Claim profiles: none is deleted under a client that is just made',
  async (t, db) => {
    const inside = await (await serverOn(db, testConfig())).tenant()
    const app = { client_id: 'app', client_type: 'public', metadata: { claim_profile: 'vts' } } as const
    for (let round = 0; round < ROUNDS; round += 1) {
      await createNamed(inside, CLAIM_PROFILE, { id: 'vts', claims: {} })
      const both = [() => registerClient(inside, app), () => deleteNamed(inside, CLAIM_PROFILE, 'vts')]
      const order = round % 2 === 0 ? both : both.toReversed()
      const outcomes = await Promise.allSettled(order.map((doIt) => doIt()))
      t.same(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
      const refused = outcomes.find((outcome) => outcome.status === 'rejected')
      t.match(refused?.reason, { name: 'Refusal', reason: 'faulty' })
      if ((await listNamed(inside, CLAIM_PROFILE)).length === 0) continue
      await deleteClient(inside, 'app')
      await deleteNamed(inside, CLAIM_PROFILE, 'vts')
    }
  },
)
