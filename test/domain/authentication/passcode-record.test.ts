import t from 'tap'
import { decoyPasscode, openRecord, sealRecord } from '../../../src/domain/authentication/passcode-record.ts'
import { UnsealError } from '../../../src/primitives/sealing.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { idOf } from '../../helpers/store-rows.ts'

const OWNER = { tenant_id: 'default', user_id: idOf('ann'), id: idOf('passcode'), suite: 1 }

t.test('RFC 9807 §5.2.3: a record opens for its tenant, person, identifier and suite alone', async (t) => {
  const { deps } = await startServer(t)
  const record = { record: 'AAAA', method: 'pin' } as const
  const record_sealed = sealRecord(deps.secrets, OWNER, record)
  t.same(openRecord(deps.secrets, { ...OWNER, record_sealed }), record)
  const others = [{ tenant_id: 'other' }, { user_id: idOf('bob') }, { id: idOf('another') }, { suite: 2 }]
  for (const other of others) {
    t.throws(() => openRecord(deps.secrets, { ...OWNER, ...other, record_sealed }), UnsealError)
  }
})

t.test('RFC 9807 §10.9: a decoy looks like a passcode and stays the same for its name', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  const key = { generation: 3, public_key: Buffer.alloc(32, 7).toString('base64url') }
  const decoy = decoyPasscode(deps, 'nobody', key)
  t.match(decoy, { ksf_m: 19_456, ksf_t: 2, ksf_p: 1, server_key_generation: 3, created_at: START })
  const { record } = openRecord(deps.secrets, decoy)
  t.equal(record.length, 256)
  t.ok(record.startsWith(key.public_key.slice(0, -1)), 'with a public key that is one')
  t.same(openRecord(deps.secrets, decoyPasscode(deps, 'nobody', key)).record, record)
  t.same(decoyPasscode(deps, 'nobody', key).id, decoy.id)
  t.notSame(decoyPasscode(deps, 'another', key).id, decoy.id)
  t.notSame(decoyPasscode(await server.tenant('other'), 'nobody', key).id, decoy.id)
})
