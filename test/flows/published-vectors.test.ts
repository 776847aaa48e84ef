/**
 * Examples that the specifications print, with what they print for them: keys, signatures, hashes and messages that nobody
 * here has made.
 */
import t from 'tap'
import { parseClaims } from '../../src/domain/authorization/request/claims.ts'
import { parametersOf } from '../../src/domain/authorization/request-object/object-parameters.ts'
import { readRequestObject } from '../../src/domain/authorization/request-object/request-object.ts'
import { findClient } from '../../src/domain/clients/client.ts'
import { ALGORITHMS } from '../../src/domain/keys/algorithms.ts'
import { codeVerifierFault } from '../../src/domain/tokens/code-verifier.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { answerOf, Browser, givenPerson } from '../helpers/authorization.ts'
import { startServer } from '../helpers/fixtures.ts'
import { basic, bearer, givenClient, givenQuickKeys, post } from '../helpers/given.ts'

const EXAMPLE = 's6BhdRkqt3'
const EXAMPLE_SECRET = '7Fjfp0ZBr1KtDRbnfVdmIw'
const CALLBACK = 'https://client.example.org/cb'

t.test('RFC 7636 Appendix B: the challenge of the verifier', async (t) => {
  const octets = [
    116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214,
    191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
  ]
  const verifier = Buffer.from(octets).toString('base64url')
  t.equal(verifier, 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')
  t.equal(sha256(verifier).toString('base64url'), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  t.equal(codeVerifierFault(verifier, 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'), undefined)
})

/** RFC 7515 A.2, A.3 and RFC 8037 A.4: what was signed by whom. */
const JOE = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ'
const SIGNED = [
  {
    name: 'RFC 7515 A.2',
    alg: 'RS256',
    key: {
      kty: 'RSA',
      e: 'AQAB',
      n: `ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs
        D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV
        MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ`,
    },
    jws: `eyJhbGciOiJSUzI1NiJ9.${JOE}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8
      W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN93
      83LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igc
      N_IoypGlUPQGe77Rw`,
  },
  {
    name: 'RFC 7515 A.3',
    alg: 'ES256',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    },
    jws: `eyJhbGciOiJFUzI1NiJ9.${JOE}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`,
  },
  {
    name: 'RFC 8037 A.4',
    alg: 'EdDSA',
    key: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    jws: `eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGj
      g5BhVsPt9g7sVvpAr_MuM0KAg`,
  },
]

const unbroken = (text: string): string => text.replace(/\s+/g, '')

for (const { name, alg, key, jws } of SIGNED) {
  t.test(`${name}: a signature by ${alg} is verified, and one of something else is not`, async (t) => {
    const jwk = Object.fromEntries(Object.entries(key).map(([member, value]) => [member, unbroken(value)]))
    const verify = ALGORITHMS[alg]?.verifier(jwk)
    const [header, payload, signature = ''] = unbroken(jws).split('.')
    const bytes = Buffer.from(signature, 'base64url')
    t.equal(verify?.(Buffer.from(`${header}.${payload}`), bytes), true)
    t.equal(verify?.(Buffer.from(`${header}.${payload}A`), bytes), false)
  })
}

/** RFC 7638 §3: the required members in their order, hashed. */
function thumbprint(jwk: Readonly<Record<string, unknown>>): string {
  const required = ['crv', 'e', 'kty', 'n', 'x', 'y'].filter((member) => jwk[member] !== undefined)
  const members = required.map((member) => [member, jwk[member]])
  return sha256(JSON.stringify(Object.fromEntries(members))).toString('base64url')
}

t.test(
  'RFC 7638 §3.1, RFC 8037 A.3: a key is named by its thumbprint, which is that of the examples',
  async (t) => {
    const n =
      unbroken(`0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhM
    stn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbI
    SD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw`)
    const printed = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }
    t.equal(thumbprint(printed), 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
    const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    t.equal(thumbprint({ kty: 'OKP', crv: 'Ed25519', x }), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')

    const { server } = await example(t, { grant_types: ['client_credentials'], response_types: [] })
    await post(server, '/token', { grant_type: 'client_credentials' }, basic(EXAMPLE, EXAMPLE_SECRET))
    const { keys } = (await server.app.inject('/api/oidc/default/.well-known/jwks.json')).json()
    t.equal(keys.length, 1)
    t.equal(keys[0].kid, thumbprint(keys[0]))
  },
)

/** OpenID Connect Core 1.0 §6.1 and RFC 9126 §3 print one and the same. */
const K2BDC = {
  kty: 'RSA',
  kid: 'k2bdc',
  e: 'AQAB',
  n: unbroken(`y9Lqv4fCp6Ei-u2-ZCKq83YvbFEk6JMs_pSj76eMkddWRuWX2aBKGHAtKlE5P7_vn__PCKZWePt3vGkB6ePgzAFu08NmKemwE5bQI0e6kIChtt_6KzT5
    OaaXDFI6qCLJmk51Cc4VYFaxgqevMncYrzaW_50mZ1yGSFIQzLYP8bijAHGVjdEFgZaZEN9lsn_GdWLaJpHrB3ROlS50E45wxrlg9xMncVb8qDPuXZarvghL
    L0HzOuYRadBJVoWZowDNTpKpk2RklZ7QaBO7XDv3uR7s_sf2g-bAjSYxYUGsqkNA9b3xVW53am_UZZ3tZbFTIh557JICWKHlWj5uzeJXaw`),
}

const CORE_6_1 =
  unbroken(`eyJhbGciOiJSUzI1NiIsImtpZCI6ImsyYmRjIn0.ew0KICJpc3MiOiAiczZCaGRSa3F0MyIsDQogImF1ZCI6ICJodHRwczovL3NlcnZlci5leGFtcGxlLm
    NvbSIsDQogInJlc3BvbnNlX3R5cGUiOiAiY29kZSBpZF90b2tlbiIsDQogImNsaWVudF9pZCI6ICJzNkJoZFJrcXQzIiwNCiAicmVkaXJlY3RfdXJpIjogImh0
    dHBzOi8vY2xpZW50LmV4YW1wbGUub3JnL2NiIiwNCiAic2NvcGUiOiAib3BlbmlkIiwNCiAic3RhdGUiOiAiYWYwaWZqc2xka2oiLA0KICJub25jZSI6ICJuLT
    BTNl9XekEyTWoiLA0KICJtYXhfYWdlIjogODY0MDAsDQogImNsYWltcyI6IA0KICB7DQogICAidXNlcmluZm8iOiANCiAgICB7DQogICAgICJnaXZlbl9uYW1l
    IjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgIm5pY2tuYW1lIjogbnVsbCwNCiAgICAgImVtYWlsIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgIm
    VtYWlsX3ZlcmlmaWVkIjogeyJlc3NlbnRpYWwiOiB0cnVlfSwNCiAgICAgInBpY3R1cmUiOiBudWxsDQogICAgfSwNCiAgICJpZF90b2tlbiI6IA0KICAgIHsN
    CiAgICAgImdlbmRlciI6IG51bGwsDQogICAgICJiaXJ0aGRhdGUiOiB7ImVzc2VudGlhbCI6IHRydWV9LA0KICAgICAiYWNyIjogeyJ2YWx1ZXMiOiBbInVybj
    ptYWNlOmluY29tbW9uOmlhcDpzaWx2ZXIiXX0NCiAgICB9DQogIH0NCn0.nwwnNsk1-ZkbmnvsF6zTHm8CHERFMGQPhos-EJcaH4Hh-sMgk8ePrGhw_trPYs8K
    Qxsn6R9Emo_wHwajyFKzuMXZFSZ3p6Mb8dkxtVyjoy2GIzvuJT_u7PkY2t8QU9hjBcHs68PkgjDVTrG1uRTx0GxFbuPbj96tVuj11pTnmFCUR6IEOXKYr7iGOC
    RB3btfJhM0_AKQUfqKnRlrRscc8Kol-cSLWoYE9l5QqholImzjT_cMnNIznW9E7CDyWXTsO70xnB4SkG6pXfLSjLLlxmPGiyon_-Te111V8uE83IlzCYIb_NMX
    vtTIVc1jpspnTSD7xMbpL-2QgwUsAlMGzw`)

/** The client of the examples, at an issuer whose name is theirs. */
async function example(t: Parameters<typeof startServer>[0], metadata: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenQuickKeys(server)
  await givenClient(server, {
    client_id: EXAMPLE,
    secret: EXAMPLE_SECRET,
    metadata: { redirect_uris: [CALLBACK], ...metadata },
  })
  const inside = await server.tenant()
  const deps = { ...inside, tenant: { ...inside.tenant, issuer: 'https://server.example.com' } }
  const client = await findClient(deps, EXAMPLE)
  if (!client) throw new Error('the client is not there')
  return { server, deps, client }
}

t.test('OpenID Connect Core 1.0 §6.1: the request object of the example is read', async (t) => {
  const { deps, client } = await example(t, { jwks: { keys: [K2BDC] } })
  const parameters = parametersOf(await readRequestObject(deps, client, CORE_6_1))
  t.match(parameters, {
    response_type: 'code id_token',
    client_id: EXAMPLE,
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'af0ifjsldkj',
    nonce: 'n-0S6_WzA2Mj',
    max_age: '86400',
  })
  const { userinfo, id_token } = parseClaims(parameters, 'code id_token')
  t.same([...userinfo.keys()], ['given_name', 'nickname', 'email', 'email_verified', 'picture'])
  t.same(userinfo.get('nickname'), { essential: false, values: undefined })
  t.same(id_token.get('birthdate'), { essential: true, values: undefined })
  t.same(id_token.get('acr'), { essential: false, values: ['urn:mace:incommon:iap:silver'] })
  const forged = `${CORE_6_1.slice(0, -3)}AAA`
  await t.rejects(readRequestObject(deps, client, forged), { code: 'invalid_request_object' })
})

t.test('RFC 9126 §2.1, §2.2: the example of a push, and what is answered', async (t) => {
  const { server } = await example(t)
  const reply = await post(
    server,
    '/par',
    {
      response_type: 'code',
      state: 'af0ifjsldkj',
      client_id: EXAMPLE,
      redirect_uri: CALLBACK,
      code_challenge: 'K2-ltc83acc4h0c9w6ESC_rEMTJ3bww-uCHaoeK1t8U',
      code_challenge_method: 'S256',
      scope: 'account-information',
    },
    basic(EXAMPLE, EXAMPLE_SECRET),
  )
  t.equal(reply.statusCode, 201)
  t.match(reply.headers, { 'content-type': /^application\/json/, 'cache-control': /no-store/ })
  t.same(Object.keys(reply.json()), ['request_uri', 'expires_in'])
  t.match(reply.json(), { request_uri: /^urn:ietf:params:oauth:request_uri:[\w-]+$/, expires_in: 60 })
})

t.test('RFC 8628 §3.1, §3.2, §3.5: the example of a device that asks, and what is answered', async (t) => {
  const server = await startServer(t)
  const metadata = {
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
    response_types: [],
    redirect_uris: [],
  }
  await givenClient(server, { client_id: '1406020730', client_type: 'public', metadata })
  const asked = { client_id: '1406020730', scope: 'example_scope' }
  const reply = await post(server, '/device_authorization', asked)
  t.equal(reply.statusCode, 200)
  t.match(reply.json(), {
    device_code: /^[\w-]{20,}$/,
    user_code: /^[A-Z]{4}-[A-Z]{4}$/,
    verification_uri: /^http/,
    verification_uri_complete: /\?user_code=/,
    expires_in: Number,
    interval: 5,
  })
  const { device_code } = reply.json()
  const poll = { grant_type: metadata.grant_types[0], device_code, client_id: '1406020730' }
  const waiting = await post(server, '/token', poll)
  t.equal(waiting.statusCode, 400)
  t.match(waiting.json(), { error: 'authorization_pending' })
})

t.test(
  'RFC 6749 §4.1.3, RFC 7662 §2, RFC 7009 §2, RFC 8693 §2: the messages of the examples in turn',
  async (t) => {
    const grant_types = [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ]
    const { server } = await example(t, { grant_types })
    const browser = new Browser(server)
    await browser.signIn(await givenPerson(server, 'jdoe'))
    const authorized = await browser.authorize({
      client_id: EXAMPLE,
      state: 'xyz',
      redirect_uri: CALLBACK,
      scope: 'profile',
    })
    t.match(answerOf(authorized), { code: String, state: 'xyz' })
    const asClient = basic(EXAMPLE, EXAMPLE_SECRET)
    const redeemed = {
      grant_type: 'authorization_code',
      code: answerOf(authorized)['code'],
      redirect_uri: CALLBACK,
    }
    const tokens = await post(server, '/token', redeemed, asClient)
    t.match(tokens.headers, { 'cache-control': 'no-store', pragma: 'no-cache' })
    const { access_token, refresh_token } = tokens.json()
    t.match(tokens.json(), {
      access_token: String,
      token_type: 'Bearer',
      expires_in: Number,
      refresh_token: String,
    })

    const asked = { token: access_token, token_type_hint: 'access_token' }
    t.match((await post(server, '/introspect', asked, asClient)).json(), {
      active: true,
      client_id: EXAMPLE,
      scope: 'profile',
      sub: String,
      iss: server.issuer,
      exp: Number,
      iat: Number,
    })
    const exchanged = await post(
      server,
      '/token',
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: access_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      },
      asClient,
    )
    t.match(exchanged.json(), {
      access_token: String,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: Number,
    })
    const revoked = await post(
      server,
      '/revoke',
      { token: refresh_token, token_type_hint: 'refresh_token' },
      asClient,
    )
    t.equal(revoked.statusCode, 200)
    for (const token of [access_token, refresh_token, exchanged.json().access_token]) {
      t.same((await post(server, '/introspect', { token }, asClient)).json(), { active: false })
    }
    const userinfo = await server.app.inject({
      url: '/api/oidc/default/userinfo',
      headers: bearer(access_token),
    })
    t.match(userinfo.headers['www-authenticate'], /^Bearer error="invalid_token"/)
  },
)
