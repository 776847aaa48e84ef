/**
 * Request objects by themselves: what the specification publishes, and every algorithm that is served.
 */
import t from 'tap'
import { readRequestObject } from '../../../../src/domain/authorization/request-object/request-object.ts'
import { clientOf } from '../../../../src/domain/clients/client.ts'
import { REQUEST_OBJECT_ALGORITHMS } from '../../../../src/domain/clients/protected-messages.ts'
import { startServer, type TestServer } from '../../../helpers/fixtures.ts'
import { OBJECT, signingClient } from '../../../helpers/request-object.ts'
import { clientRow } from '../../../helpers/store-rows.ts'

/** The example of OpenID Connect Core 1.0 §6.1: the key of its client, and the object that it signed. */
const PUBLISHED_KEY = {
  kty: 'RSA',
  kid: 'k2bdc',
  n: 'y9Lqv4fCp6Ei-u2-ZCKq83YvbFEk6JMs_pSj76eMkddWRuWX2aBKGHAtKlE5P7_vn__PCKZWePt3vGkB6ePgzAFu08NmKemwE5bQI0e6kIChtt_6KzT5OaaXDFI6qCLJmk51Cc4VYFaxgqevMncYrzaW_50mZ1yGSFIQzLYP8bijAHGVjdEFgZaZEN9lsn_GdWLaJpHrB3ROlS50E45wxrlg9xMncVb8qDPuXZarvghLL0HzOuYRadBJVoWZowDNTpKpk2RklZ7QaBO7XDv3uR7s_sf2g-bAjSYxYUGsqkNA9b3xVW53am_UZZ3tZbFTIh557JICWKHlWj5uzeJXaw',
  e: 'AQAB',
}
const PUBLISHED = [
  'eyJhbGciOiJSUzI1NiIsImtpZCI6ImsyYmRjIn0',
  'ew0KICJpc3MiOiAiczZCaGRSa3F0MyIsDQogImF1ZCI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLmNvbSIsDQogInJlc3BvbnNlX3R5cGUiOiAiY29kZSBpZF90b2tlbiIsDQogImNsaWVudF9pZCI6ICJzNkJoZFJrcXQzIiwNCiAicmVkaXJlY3RfdXJpIjogImh0dHBzOi8vY2xpZW50LmV4YW1wbGUub3JnL2NiIiwNCiAic2NvcGUiOiAib3BlbmlkIiwNCiAic3RhdGUiOiAiYWYwaWZqc2xka2oiLA0KICJub25jZSI6ICJuLTBTNl9XekEyTWoiLA0KICJtYXhfYWdlIjogODY0MDAsDQogImNsYWltcyI6IA0KICB7DQogICAidXNlcmluZm8iOiANCiAgICB7DQogICAgICJnaXZlbl9uYW1lIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgIm5pY2tuYW1lIjogbnVsbCwNCiAgICAgImVtYWlsIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgImVtYWlsX3ZlcmlmaWVkIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgInBpY3R1cmUiOiBudWxsDQogICAgfSwNCiAgICJpZF90b2tlbiI6IA0KICAgIHsNCiAgICAgImdlbmRlciI6IG51bGwsDQogICAgICJiaXJ0aGRhdGUiOiB7ImVzc2VudGlhbCI6IHRydWV9LA0KICAgICAiYWNyIjogeyJ2YWx1ZXMiOiBbInVybjptYWNlOmluY29tbW9uOmlhcDpzaWx2ZXIiXX0NCiAgICB9DQogIH0NCn0',
  'nwwnNsk1-ZkbmnvsF6zTHm8CHERFMGQPhos-EJcaH4Hh-sMgk8ePrGhw_trPYs8KQxsn6R9Emo_wHwajyFKzuMXZFSZ3p6Mb8dkxtVyjoy2GIzvuJT_u7PkY2t8QU9hjBcHs68PkgjDVTrG1uRTx0GxFbuPbj96tVuj11pTnmFCUR6IEOXKYr7iGOCRB3btfJhM0_AKQUfqKnRlrRscc8Kol-cSLWoYE9l5QqholImzjT_cMnNIznW9E7CDyWXTsO70xnB4SkG6pXfLSjLLlxmPGiyon_-Te111V8uE83IlzCYIb_NMXvtTIVc1jpspnTSD7xMbpL-2QgwUsAlMGzw',
].join('.')

const clientWith = (metadata: object, client_id = 'rp') =>
  clientOf(clientRow({ client_id, metadata: JSON.stringify(metadata) }))

async function read(server: TestServer, metadata: object, jwt: string) {
  return readRequestObject(await server.tenant(), clientWith(metadata), jwt)
}

t.test('OpenID Connect Core 1.0 §6.1: the example that it publishes', async (t) => {
  const deps = await (await startServer(t)).tenant()
  const tenant = { ...deps.tenant, issuer: 'https://server.example.com' }
  const client = clientWith({ jwks: { keys: [PUBLISHED_KEY] } }, 's6BhdRkqt3')
  t.match(await readRequestObject({ ...deps, tenant }, client, PUBLISHED), {
    iss: 's6BhdRkqt3',
    aud: 'https://server.example.com',
    response_type: 'code id_token',
    redirect_uri: 'https://client.example.org/cb',
    max_age: 86400,
    claims: { userinfo: { nickname: null }, id_token: { birthdate: { essential: true } } },
  })
  await t.rejects(readRequestObject(deps, client, PUBLISHED), {
    code: 'invalid_request_object',
    reason: 'request-object-audience-wrong',
  })
  const altered = PUBLISHED.replace('.nwwn', '.nwwm')
  await t.rejects(readRequestObject({ ...deps, tenant }, client, altered), {
    code: 'invalid_request_object',
    reason: 'request-object-signature-wrong',
  })
})

for (const alg of REQUEST_OBJECT_ALGORITHMS) {
  t.test(`RFC 9101 §6.2: signed by ${alg}`, async (t) => {
    const server = await startServer(t)
    const { jwks, sign } = await signingClient(alg)
    const request_object_signing_alg = alg
    t.match(await read(server, { jwks, request_object_signing_alg }, await sign()), OBJECT)
  })
}

t.test('RFC 9101 §10.8, RFC 7515 §4.1.9: how its type may be written', async (t) => {
  const server = await startServer(t)
  const { jwks, sign } = await signingClient()
  for (const typ of [
    undefined,
    'JWT',
    'jwt',
    'oauth-authz-req+jwt',
    'application/oauth-authz-req+jwt',
    'OAuth-Authz-Req+JWT',
  ]) {
    t.match(await read(server, { jwks }, await sign({}, { typ })), OBJECT, String(typ))
  }
})

t.test('RFC 9864 §2.2: a key of EdDSA signs by the name of its curve too', async (t) => {
  const server = await startServer(t)
  const { jwks, sign } = await signingClient('EdDSA')
  t.match(await read(server, { jwks }, await sign({}, { alg: 'Ed25519' })), OBJECT)
})

t.test('RFC 7515 §4.1.4: a client with a single key need not name it', async (t) => {
  const server = await startServer(t)
  const { jwks, sign } = await signingClient()
  t.match(await read(server, { jwks }, await sign({}, { kid: undefined })), OBJECT)
})
