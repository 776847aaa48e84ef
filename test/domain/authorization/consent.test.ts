import t from 'tap'
import {
  allowedBefore,
  claimsAllowed,
  covers,
  giveConsent,
} from '../../../src/domain/authorization/consent.ts'
import { insertInteraction } from '../../../src/store/interactions.ts'
import { givenPerson, givenRp } from '../../helpers/authorization.ts'
import { START, startServer } from '../../helpers/fixtures.ts'
import { interactionRow } from '../../helpers/store-rows.ts'

const asks = (scope: string[], beyond_scope: string[]) => ({
  scope: new Set(scope),
  beyond_scope: new Set(beyond_scope),
  services: [] as string[],
})

t.test('Core §3.1.2.4: what was allowed covers less, and a scope its claims', async (t) => {
  const consent = {
    scope: new Set(['openid', 'phone']),
    claims: new Set(['gender']),
    services: new Set<string>(),
    given_at: START,
  }
  t.same(claimsAllowed(consent), new Set(['gender', 'phone_number', 'phone_number_verified']))
  t.ok(covers(consent, asks(['openid'], ['phone_number', 'gender'])))
  t.notOk(covers(consent, asks(['openid'], ['name'])))
  t.notOk(covers(consent, asks(['openid', 'email'], [])))
})

t.test('Core §3.1.2.4: what is allowed now is added to what was', async (t) => {
  const server = await startServer(t)
  await givenRp(server)
  const user_id = await givenPerson(server, 'ada')
  const deps = await server.tenant()
  const row = interactionRow()
  await server.db.run(insertInteraction, row)
  const session = {
    id: row.id,
    user_id,
    auth_time: START,
    amr: [],
    acr: '',
    last_seen_at: START,
    connection_id: undefined,
  }
  const interaction = {
    ...row,
    parameters: {},
    session_id: undefined,
    consented_session_id: undefined,
    return_to: undefined,
  }
  t.equal(await allowedBefore(deps, session, 'rp'), undefined)
  await giveConsent(deps, interaction, session, asks(['openid'], ['gender']))
  server.clock.seconds += 5
  await giveConsent(deps, interaction, session, asks(['openid', 'email'], ['birthdate']))
  t.same(await allowedBefore(deps, session, 'rp'), {
    scope: new Set(['openid', 'email']),
    claims: new Set(['gender', 'birthdate']),
    services: new Set(),
    given_at: START + 5,
  })
})
