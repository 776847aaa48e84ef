import t from 'tap'
import { signingKeyHealth } from '../../../src/domain/health/signing-key-health.ts'
import { rotateSigningKey } from '../../../src/domain/keys/key-rotation.ts'
import { publishedKeys } from '../../../src/domain/keys/signing-keys.ts'
import { updateTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { startServer } from '../../helpers/fixtures.ts'

const DAY = 86_400

t.test(
  'NIST SP 800-57 Part 1 §5.3: a key that has signed for too long is overdue, until it is replaced',
  async (t) => {
    const { deps, tenant, clock } = await startServer(t)
    const health = async () => signingKeyHealth(deps, (await tenant()).tenant)
    t.same(await health(), { keys: 0, unreadable: [], overdue: [] })
    const scoped = await tenant()
    await publishedKeys(scoped, scoped.parsed, scoped.tenant)
    clock.seconds += scoped.tenant.policy.signing_key_ttl + DAY
    t.same(await health(), { keys: 1, unreadable: [], overdue: [] })
    clock.seconds += 1
    t.same(await health(), { keys: 1, unreadable: [], overdue: ['RS256'] })
    const never = { id: 'default', name: undefined, type: undefined, policy: { signing_key_ttl: 0 } }
    await updateTenant(deps, never)
    t.same((await health()).overdue, [], 'a tenant may say that none ever is')
    await updateTenant(deps, { ...never, policy: { signing_key_ttl: null } })
    await rotateSigningKey(await tenant(), 'RS256', true)
    t.same(await health(), { keys: 2, unreadable: [], overdue: [] })
  },
)

t.test('NIST SP 800-38D §5.2: a key that does not open is named by its id', async (t) => {
  const { deps, db, tenant } = await startServer(t)
  const scoped = await tenant()
  const [key] = await publishedKeys(scoped, scoped.parsed, scoped.tenant)
  await db.execute("UPDATE signing_key SET private_sealed = x'00112233445566778899'")
  t.same(await signingKeyHealth(deps, scoped.tenant), { keys: 1, unreadable: [key?.kid], overdue: [] })
})
