import t from 'tap'
import * as server from '../../../src/domain/authentication/opaque-server.ts'
import * as client from '../../../src/passcode/opaque-client.ts'
import { idOf } from '../../helpers/store-rows.ts'

const TENANT = '00112233-4455-6677-8899-aabbccddeeff'
const KSF = { ksf_m: 19_456, ksf_t: 2, ksf_p: 1 }

async function registered(setup: string, password: string) {
  await client.ready
  const { request, client_state } = client.startRegistration(password)
  const response = await server.answerRegistration({ setup, passcode_id: idOf('passcode'), request })
  const terms = { password, tenant_uuid: TENANT, key_stretching: KSF, client_state }
  return client.finishRegistration({ ...terms, response: String(response) }).record
}

/** @returns the session keys of both sides */
async function login(setup: string, record: string, tenant_uuid = TENANT) {
  const password = 'password'
  const { ke1, client_state } = client.startLogin(password)
  const answer = await server.answerLogin({ setup, passcode_id: idOf('passcode'), record, ke1, tenant_uuid })
  if (!answer) throw new Error('KE1 was refused')
  const terms = { password, tenant_uuid: TENANT, key_stretching: KSF, client_state }
  const finished = client.finishLogin({ ...terms, ke2: answer.ke2 })
  const { server_state } = answer
  const ke3 = finished?.ke3 ?? ''
  return [await server.verifyLogin({ server_state, ke3, tenant_uuid }), finished?.session_key]
}

t.test('RFC 9807 §6: both sides get one session key, and only for the right password', async (t) => {
  const setup = await server.createSetup()
  const record = await registered(setup, 'password')
  const [ours, theirs] = await login(setup, record)
  t.type(ours, 'string')
  t.equal(ours, theirs)
  t.same(await login(setup, await registered(setup, 'another password')), [undefined, undefined])
  t.same(
    await login(setup, record, 'ffffffff-4455-6677-8899-aabbccddeeff'),
    [undefined, undefined],
    'elsewhere',
  )
})

t.test('RFC 9807 §5, §6: messages that are not of the form', async (t) => {
  const setup = await server.createSetup()
  const passcode_id = idOf('passcode')
  const record = await registered(setup, 'password')
  for (const message of ['', 'AAAA', '!!!!', 'A'.repeat(128), '_'.repeat(128)]) {
    t.equal(await server.answerRegistration({ setup, passcode_id, request: message }), undefined)
    const terms = { setup, passcode_id, record, ke1: message, tenant_uuid: TENANT }
    t.equal(await server.answerLogin(terms), undefined)
  }
})

t.test('RFC 9807 §10.9: a record of nobody is read like any other, and opens for nobody', async (t) => {
  const setup = await server.createSetup()
  const nobody = Buffer.alloc(192)
  nobody.write(await server.publicKeyOf(setup), 'base64url')
  t.same(await login(setup, nobody.toString('base64url')), [undefined, undefined])
})
