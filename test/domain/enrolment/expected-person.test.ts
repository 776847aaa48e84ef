import t from 'tap'
import { isExpectedPerson } from '../../../src/domain/enrolment/expected-person.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { givenPolicy } from '../../helpers/enrolment.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { claimsOf, givenApplication, givenTokens } from '../../helpers/given.ts'

const ANN: Readonly<{ id: Buffer; username: string }> = { id: Buffer.alloc(16), username: 'ann' }

t.test('Core §3.1.2.1: in a tenant of second steps the first one has named the person', async (t) => {
  const server = await startServer(t)
  const browser = await givenApplication(server)
  const { id_token = '' } = await givenTokens(server, browser)
  const id = parseUuid(String(claimsOf(id_token)['sub'])) ?? ANN.id
  await givenPolicy(server, {}, '2fa')
  const deps = await server.tenant()
  const expected = (parameters: Record<string, string>, user = ANN) =>
    isExpectedPerson(deps, { parameters }, user)

  t.ok(await isExpectedPerson(deps, undefined, ANN), 'no request waits')
  t.ok(await expected({}), 'nobody is named')
  t.ok(await expected({ login_hint: 'ANN' }))
  t.ok(await expected({ email_hint: 'ann' }))
  t.notOk(await expected({ login_hint: 'bob' }))
  t.notOk(await expected({ login_hint: 'bob', email_hint: 'ann' }))
  t.ok(await expected({ id_token_hint: id_token }, { ...ANN, id }))
  t.notOk(await expected({ id_token_hint: id_token }))
  t.notOk(await expected({ id_token_hint: id_token, login_hint: 'bob' }, { ...ANN, id }))
})

t.test('Core §3.1.2.1: elsewhere a hint is a wish', async (t) => {
  const deps = await (await startServer(t)).tenant()
  t.ok(await isExpectedPerson(deps, { parameters: { login_hint: 'bob' } }, ANN))
})
