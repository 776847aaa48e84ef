import t from 'tap'
import {
  findRegistrationToken,
  makeRegistrationToken,
  revokeRegistrationTokens,
} from '../../../src/domain/registration/registration-token.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

t.test('RFC 7591 §3: a token is one of a tenant, until all of it are taken back', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const other = await server.tenant('other')
  const { token, expires_at } = await makeRegistrationToken(inside, 1, 60)
  t.equal(expires_at, server.clock.seconds + 60)
  const kept = await makeRegistrationToken(other, 1, 60)
  t.ok(await findRegistrationToken(inside, token))
  t.equal(await revokeRegistrationTokens(inside), 1)
  t.equal(await revokeRegistrationTokens(inside), 0)
  const made = 'registration-token-created {"uses":1}'
  t.same(await takeTrail(server), [made, made, 'registration-tokens-revoked {"count":1}'])
  await t.rejects(findRegistrationToken(inside, token), {
    code: 'invalid_token',
    reason: 'registration-token-unfit',
  })
  t.ok(await findRegistrationToken(other, kept.token))
})
