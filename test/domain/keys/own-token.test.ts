/**
 * Reading back what this tenant signed, and nothing else.
 */
import { importPKCS8, SignJWT, UnsecuredJWT } from 'jose'
import t from 'tap'
import { SIGNING_ALGORITHMS } from '../../../src/domain/keys/algorithms.ts'
import { readOwnToken } from '../../../src/domain/keys/own-token.ts'
import type { TokenKind } from '../../../src/domain/keys/sign.ts'
import { currentKey } from '../../../src/domain/keys/signing-keys.ts'
import { listSigningKeys } from '../../../src/store/signing-keys.ts'
import { startServer, type TestServer } from '../../helpers/fixtures.ts'

async function tokenOf(server: TestServer, claims: object = {}, id = 'default', kind: TokenKind = 'id') {
  const { tenant, parsed, sign } = await server.tenant(id)
  const request = { tenant, parsed, client_id: 'rp', kind, alg: 'ES256' }
  return sign({ ...request, claims: { iss: tenant.issuer, sub: 'ada', exp: 1, ...claims } })
}

const read = async (server: TestServer, token: string, typ?: string, id?: string) =>
  readOwnToken(await server.tenant(id), token, typ)

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

t.test('OpenID Connect Core 1.0 §3.1.2.1: an ID token is read, though it has expired', async (t) => {
  const server = await startServer(t)
  const token = await tokenOf(server)
  t.same(await read(server, token), { iss: server.issuer, sub: 'ada', exp: 1 })
  t.same(await read(server, token), { iss: server.issuer, sub: 'ada', exp: 1 })
})

t.test('RFC 7518 §3.1: a token of any algorithm is read', async (t) => {
  const server = await startServer(t)
  const { tenant, parsed, sign } = await server.tenant()
  for (const alg of SIGNING_ALGORITHMS) {
    const claims = { iss: tenant.issuer, sub: alg }
    const token = await sign({ tenant, parsed, client_id: 'rp', kind: 'id', alg, claims })
    t.same(await read(server, token), claims, alg)
    const [header, payload, signature = ''] = token.split('.')
    t.equal(await read(server, `${header}.${payload}.${signature.slice(4)}`), undefined, alg)
  }
})

t.test('RFC 8725 §3.11: a token of another type is not read', async (t) => {
  const server = await startServer(t)
  const [id, access] = [await tokenOf(server), await tokenOf(server, {}, 'default', 'access')]
  t.ok(await read(server, access, 'at+jwt'))
  t.equal(await read(server, access), undefined)
  t.equal(await read(server, id, 'at+jwt'), undefined)
  t.equal(await read(server, access, 'logout+jwt'), undefined)
  for (const kind of ['userinfo', 'jarm', 'logout', 'introspection'] as const) {
    t.equal(await read(server, await tokenOf(server, {}, 'default', kind)), undefined, kind)
  }
})

t.test('RFC 8725 §3.8: a token of another tenant is not read', async (t) => {
  const server = await startServer(t)
  const theirs = await tokenOf(server, {}, 'other')
  t.ok(await read(server, theirs, undefined, 'other'))
  t.equal(await read(server, theirs), undefined)
  t.equal(await read(server, await tokenOf(server, { iss: 'https://elsewhere.example' })), undefined)
})

t.test('RFC 7515 §5.2: a token that was altered is not read', async (t) => {
  const server = await startServer(t)
  const [header = '', payload = '', signature = ''] = (await tokenOf(server)).split('.')
  const others = [
    `${header}.${encode({ iss: server.issuer, sub: 'eve', exp: 1 })}.${signature}`,
    `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    `${header}.${payload}.`,
    `${header}.${payload}`,
    `${header}.${payload}.${signature}.`,
    '',
    'x',
  ]
  for (const token of others) t.equal(await read(server, token), undefined, token)
})

t.test('RFC 8725 §3.2: the algorithm is that of the key', async (t) => {
  const server = await startServer(t)
  const { tenant, parsed } = await server.tenant()
  const { kid } = await currentKey(server.deps, parsed, tenant, 'ES256')
  const claims = { iss: server.issuer, sub: 'eve' }
  const [, payload = '', signature = ''] = (await tokenOf(server)).split('.')
  t.equal(await read(server, new UnsecuredJWT(claims).encode()), undefined)
  for (const alg of ['none', 'HS256', 'RS256', 'EdDSA']) {
    t.equal(await read(server, `${encode({ alg, kid })}.${payload}.${signature}`), undefined, alg)
  }
  const hmac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.alloc(32))
  t.equal(await read(server, hmac), undefined)
})

t.test('RFC 7515 §4.1.4: a key that is not published verifies nothing', async (t) => {
  const server = await startServer(t)
  const [, payload = '', signature = ''] = (await tokenOf(server)).split('.')
  for (const header of [{ alg: 'ES256' }, { alg: 'ES256', kid: 'none' }]) {
    t.equal(await read(server, `${encode(header)}.${payload}.${signature}`), undefined)
  }
})

t.test('RFC 7519 §7.2: a payload that is no claims is not read', async (t) => {
  const server = await startServer(t)
  await tokenOf(server)
  const [row] = await server.db.all(listSigningKeys, { tenant_id: 'default' })
  if (!row) throw new Error('no key')
  const pkcs8 = server.deps.secrets.open('signing-key', ['default', row.kid], row.private_sealed)
  const pem = `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString('base64')}\n-----END PRIVATE KEY-----`
  const { CompactSign } = await import('jose')
  const key = await importPKCS8(pem, 'ES256')
  for (const payload of ['not JSON', 'null', '"text"', '[]']) {
    const token = await new CompactSign(Buffer.from(payload))
      .setProtectedHeader({ alg: 'ES256', kid: row.kid })
      .sign(key)
    t.equal(await read(server, token), undefined, payload)
  }
})
