import { server } from '@serenity-kit/opaque'
import t from 'tap'
import * as ours from '../../src/passcode/opaque-client.ts'
import * as noble from '../helpers/noble-opaque-client.ts'
import { hex } from '../helpers/pictures.ts'

await ours.ready

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const wire = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const bytesOf = (value: string): Buffer => Buffer.from(value, 'base64url')

const tenant_uuid = '00112233-4455-6677-8899-aabbccddeeff'
const password = 'vdGP_ydZS1EXcoFhqJrjdqnwf-mfq5HqtqaENilP-J-1VK3EnpVtu_bGGXXvL3juisBAzYeSbaT7Fwjhzj_Iuw'
const wrong_password = password.replace('v', 'w')
/** The least that a client accepts. */
const key_stretching = { ksf_m: 19_456, ksf_t: 2, ksf_p: 1 }
const terms = { password, tenant_uuid, key_stretching }
const noble_terms: noble.Terms = {
  stretch: noble.argon2idStretch(19_456, 2),
  context: hex(''),
  server_identity: Buffer.from(`vpc1:${tenant_uuid}`),
}

const userIdentifier = 'credential-1'
const identifiers = { server: ours.serverIdentity(tenant_uuid) }
const serverSetup = server.createSetup()

const registrationResponse = (registrationRequest: string): string =>
  server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest }).registrationResponse

const answerTo = (ke1: string, registrationRecord: string | null) =>
  server.startLogin({ serverSetup, userIdentifier, registrationRecord, startLoginRequest: ke1, identifiers })

const serverSessionKey = (serverLoginState: string, ke3: string): string =>
  server.finishLogin({ serverLoginState, finishLoginRequest: ke3, identifiers }).sessionKey

function register() {
  const { request, client_state } = ours.startRegistration(password)
  return ours.finishRegistration({ ...terms, client_state, response: registrationResponse(request) })
}

t.test('RFC 9807 Appendix C.1.1: real test vector 1, by the independent client', async (t) => {
  const secret = hex('436f7272656374486f72736542617474657279537461706c65')
  const vector: noble.Terms = {
    stretch: (input) => input,
    context: hex('4f50415155452d504f43'),
    server_identity: undefined,
  }
  const enrolling = {
    blind: hex('76cfbfe758db884bebb33582331ba9f159720ca8784a2a070a265d9c2d6abe01'),
    nonce: hex('ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec'),
    keyshare_seed: hex(''),
  }
  t.equal(
    text(noble.blindPassword(secret, enrolling.blind)),
    '5059ff249eb1551b7ce4991f3336205bde44a105a032e747d21bf382e75f7a71',
  )
  const response = hex(
    '7408a268083e03abc7097fc05b587834539065e86fb0c7b6342fcf5e01e5b019' +
      'b2fe7af9f48cc502d016729d2fe25cdd433f2c4bc904660b2a382c9b79df1a78',
  )
  const export_key =
    '1ef15b4fa99e8a852412450ab78713aad30d21fa6966c9b8c9fb3262a970dc62' +
    '950d4dd4ed62598229b1b72794fc0335199d9f7fcc6eaedde92cc04870e63f16'
  const registration = noble.finishRegistration(secret, response, enrolling, vector)
  t.equal(
    text(registration.record),
    '76a845464c68a5d2f7e442436bb1424953b17d3e2e289ccbaccafb57ac5c3675' +
      '1ac5844383c7708077dea41cbefe2fa15724f449e535dd7dd562e66f5ecfb958' +
      '64eadddec9db5874959905117dad40a4524111849799281fefe3c51fa82785c5' +
      'ac13171b2f17bc2c74997f0fce1e1f35bec6b91fe2e12dbd323d23ba7a38dfec' +
      '634b0f5b96109c198a8027da51854c35bee90d1e1c781806d07d49b76de6a28b' +
      '8d9e9b6c93b9f8b64d16dddd9c5bfb5fea48ee8fd2f75012a8b308605cdd8ba5',
  )
  t.equal(text(registration.export_key), export_key)

  const entering = {
    blind: hex('6ecc102d2e7a7cf49617aad7bbe188556792d4acd60a1a8a8d2b65d4b0790308'),
    nonce: hex('da7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc'),
    keyshare_seed: hex('82850a697b42a505f5b68fcdafce8c31f0af2b581f063cf1091933541936304b'),
  }
  t.equal(
    text(noble.startLogin(secret, entering)),
    'c4dedb0ba6ed5d965d6f250fbe554cd45cba5dfcce3ce836e4aee778aa3cd44d' +
      'da7e07376d6d6f034cfa9bb537d11b8c6b4238c334333d1f0aebb380cae6a6cc' +
      '6e29bee50701498605b2c085d7b241ca15ba5c32027dd21ba420b94ce60da326',
  )
  const ke2 = hex(
    '7e308140890bcde30cbcea28b01ea1ecfbd077cff62c4def8efa075aabcbb471' +
      '38fe59af0df2c79f57b8780278f5ae47355fe1f817119041951c80f612fdfc6d' +
      'd6ec60bcdb26dc455ddf3e718f1020490c192d70dfc7e403981179d8073d1146' +
      'a4f9aa1ced4e4cd984c657eb3b54ced3848326f70331953d91b02535af44d9fe' +
      'dc80188ca46743c52786e0382f95ad85c08f6afcd1ccfbff95e2bdeb015b166c' +
      '6b20b92f832cc6df01e0b86a7efd92c1c804ff865781fa93f2f20b446c8371b6' +
      '71cd9960ecef2fe0d0f7494986fa3d8b2bb01963537e60efb13981e138e3d4a1' +
      'c4f62198a9d6fa9170c42c3c71f1971b29eb1d5d0bd733e40816c91f7912cc4a' +
      '660c48dae03e57aaa38f3d0cffcfc21852ebc8b405d15bd6744945ba1a93438a' +
      '162b6111699d98a16bb55b7bdddfe0fc5608b23da246e7bd73b47369169c5c90',
  )
  const login = noble.finishLogin(secret, ke2, entering, vector)
  t.equal(
    text(login?.ke3 ?? hex('')),
    '4455df4f810ac31a6748835888564b536e6da5d9944dfea9e34defb9575fe5e2' +
      '661ef61d2ae3929bcf57e53d464113d364365eb7d1a57b629707ca48da18e442',
  )
  t.equal(
    text(login?.session_key ?? hex('')),
    '42afde6f5aca0cfa5c163763fbad55e73a41db6b41bc87b8e7b62214a8eedc67' +
      '31fa3cb857d657ab9b3764b89a84e91ebcb4785166fbb02cedfcbdfda215b96f',
  )
  t.equal(text(login?.export_key ?? hex('')), export_key)
})

t.test('RFC 9807 §5, §6: registered and signed in, with messages of the lengths it gives', async (t) => {
  const { record, export_key, server_public_key } = register()
  const { ke1, client_state } = ours.startLogin(password)
  const { loginResponse: ke2, serverLoginState } = answerTo(ke1, record)
  const login = ours.finishLogin({ ...terms, client_state, ke2 })

  t.equal(login?.session_key, serverSessionKey(serverLoginState, login?.ke3 ?? ''))
  t.equal(login?.export_key, export_key)
  t.equal(server_public_key, server.getPublicKey(serverSetup))
  t.equal(login?.server_public_key, server_public_key)
  t.same(
    [record, ke1, ke2, login?.ke3 ?? ''].map((message) => bytesOf(message).length),
    [192, 96, 320, 64],
  )
})

t.test('RFC 9807 §6.2.3: nothing opens with another password, tenant, stretching or record', async (t) => {
  const { record } = register()
  const attempt = (changes: Partial<typeof terms>, stored: string | null = record) => {
    const { ke1, client_state } = ours.startLogin(changes.password ?? password)
    const { loginResponse: ke2 } = answerTo(ke1, stored)
    return ours.finishLogin({ ...terms, ...changes, client_state, ke2 })
  }
  t.ok(attempt({}))
  t.equal(attempt({ password: wrong_password }), undefined)
  t.equal(attempt({ tenant_uuid: '00112233-4455-6677-8899-aabbccddee00' }), undefined)
  t.equal(attempt({ key_stretching: { ...key_stretching, ksf_t: 3 } }), undefined)
  t.equal(attempt({}, null), undefined, 'an unknown person is answered, and nothing opens')
})

t.test('RFC 9807 §10.8: a client does no step with weak key stretching', async (t) => {
  const weak = { ...terms, key_stretching: { ksf_m: 1024, ksf_t: 1, ksf_p: 1 } }
  const refusal = { name: 'PasscodeError', reason: 'key-stretching' }
  const registration = ours.startRegistration(password)
  const response = registrationResponse(registration.request)
  t.throws(
    () => ours.finishRegistration({ ...weak, client_state: registration.client_state, response }),
    refusal,
  )
  const { ke1, client_state } = ours.startLogin(password)
  const { loginResponse: ke2 } = answerTo(ke1, null)
  t.throws(() => ours.finishLogin({ ...weak, client_state, ke2 }), refusal)
})

t.test('RFC 9807 §6: who registered with our client signs in with the independent one', async (t) => {
  const { record, export_key } = register()
  const chance = noble.drawChance()
  const ke1 = noble.startLogin(Buffer.from(password), chance)
  const { loginResponse, serverLoginState } = answerTo(wire(ke1), record)
  const login = noble.finishLogin(Buffer.from(password), bytesOf(loginResponse), chance, noble_terms)

  t.equal(
    wire(login?.session_key ?? hex('')),
    serverSessionKey(serverLoginState, wire(login?.ke3 ?? hex(''))),
  )
  t.equal(wire(login?.export_key ?? hex('')), export_key)
})

t.test('RFC 9807 §6: who registered with the independent client signs in with ours', async (t) => {
  const chance = noble.drawChance()
  const request = noble.blindPassword(Buffer.from(password), chance.blind)
  const response = bytesOf(registrationResponse(wire(request)))
  const registration = noble.finishRegistration(Buffer.from(password), response, chance, noble_terms)

  const { ke1, client_state } = ours.startLogin(password)
  const { loginResponse: ke2, serverLoginState } = answerTo(ke1, wire(registration.record))
  const login = ours.finishLogin({ ...terms, client_state, ke2 })
  t.equal(login?.session_key, serverSessionKey(serverLoginState, login?.ke3 ?? ''))
  t.equal(login?.export_key, wire(registration.export_key))
})

t.test('RFC 9807 §6.2.3: the independent client refuses a wrong password and a forged answer', async (t) => {
  const { record } = register()
  const chance = noble.drawChance()
  const attempt = (secret: string, forge: (ke2: Buffer) => Buffer) => {
    const ke1 = noble.startLogin(Buffer.from(secret), chance)
    const ke2 = bytesOf(answerTo(wire(ke1), record).loginResponse)
    return noble.finishLogin(Buffer.from(secret), forge(ke2), chance, noble_terms)
  }
  t.ok(attempt(password, (ke2) => ke2))
  t.equal(
    attempt(wrong_password, (ke2) => ke2),
    undefined,
  )
  t.equal(
    attempt(password, (ke2) => ke2.fill(0, 256)),
    undefined,
  )
})
