import t from 'tap'
import type { OidcConnection } from '../../../src/domain/connections/connection.ts'
import { requireConnection } from '../../../src/domain/connections/connection-administration.ts'
import { findUpstreamPerson } from '../../../src/domain/connections/upstream-person.ts'
import { updateTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { updateUser } from '../../../src/domain/users/user-administration.ts'
import { insertUpstreamAccount } from '../../../src/store/upstream-accounts.ts'
import { insertUser, updateUserEmailVerified } from '../../../src/store/users.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { START, startServer, type TestServer } from '../../helpers/fixtures.ts'
import { upstreamAccountRow } from '../../helpers/store-rows.ts'
import { givenConnection } from '../../helpers/upstream-provider.ts'

async function scene(t: Parameters<typeof startServer>[0], settings: Record<string, unknown> = {}) {
  const server = await startServer(t)
  await givenConnection(server, { issuer: 'https://op.example' }, settings)
  const connection = (await requireConnection(await server.tenant(), 'corporate')) as OidcConnection
  const find = async (claims: Record<string, unknown> = {}, subject = 'ann there') =>
    findUpstreamPerson(await server.tenant(), connection, subject, claims)
  return { server, find }
}

const unproved = (server: TestServer) => server.db.execute(`UPDATE "user" SET email_verified = 0`)

t.test('Core §5.7: who came before is known by sub, whatever else is said', async (t) => {
  const { server, find } = await scene(t, { link_by: 'email' })
  const ann = await givenPerson(server, 'ann')
  await givenPerson(server, 'bob')
  await server.db.run(insertUpstreamAccount, upstreamAccountRow({ user_id: ann }))
  const claims = { email: 'bob@example.com', email_verified: true, preferred_username: 'bob' }
  t.match(await find(claims), { standing: 'known', user: { username: 'ann' }, is_changed: false })
  await t.rejects(find({}, 'somebody'), { code: 'access_denied', reason: 'upstream-person-unknown' })
  await server.db.execute(`UPDATE "user" SET status = 'inactive'`)
  await t.rejects(find(claims), { code: 'access_denied', reason: 'upstream-person-inactive' })
  await t.rejects(find(claims, 'somebody'), { code: 'access_denied', reason: 'upstream-person-inactive' })
})

t.test('Core §5.1: an address links when it is proved there and here, and not otherwise', async (t) => {
  const { server, find } = await scene(t, { link_by: 'email', create_people: true })
  const ann = await givenPerson(server, 'ann')
  const linked = await find({ email: 'Ann@Example.com', email_verified: true })
  t.match(linked, { standing: 'linked', user: { id: ann } })
  for (const email_verified of [false, undefined, 'true', 1, null]) {
    await t.rejects(find({ email: 'ann@example.com', email_verified }), {
      code: 'access_denied',
      reason: 'upstream-email-unverified',
    })
  }
  await unproved(server)
  const email = 'ann@example.com'
  const made = await find({ email, email_verified: true, preferred_username: 'ann' })
  t.match(made, { standing: 'new', user: { username: email, email, email_verified: 1 } })
  t.notSame(made.user.id, ann, 'who made an account with the address of somebody gets nobody’s visits')
  const key = { tenant_id: 'default', id: ann, email, now: START }
  await server.db.run(updateUserEmailVerified, key)
  t.match(await find({ email, email_verified: true }), { standing: 'linked' })
})

t.test(
  'Core §16.11: what another connection calls verified links nobody, and is proved by nothing',
  async (t) => {
    const { server, find } = await scene(t, { create_people: true, link_by: 'email' })
    const email = 'ann@example.com'
    const claims = { email, email_verified: true }
    const { user } = await find(claims, 'eve there')
    t.match(user, { email, email_verified: 1, email_connection_id: 'corporate' })
    await server.db.run(insertUser, user)
    const elsewhere = { link_by: 'email', create_people: true }
    await givenConnection(server, { issuer: 'https://partner.example' }, elsewhere, { id: 'partner' })
    const partner = (await requireConnection(await server.tenant(), 'partner')) as OidcConnection
    const arrive = async () => findUpstreamPerson(await server.tenant(), partner, 'ann elsewhere', claims)
    t.match(await arrive(), { standing: 'new', user: { email_connection_id: 'partner' } })
    t.match(
      await find(claims, 'ann there'),
      { standing: 'linked', user: { id: user.id } },
      'its own word counts',
    )
    const stated = { username: user.username, claims: {}, status: undefined }
    const untold = { ...stated, email: undefined, email_verified: undefined }
    await updateUser(await server.tenant(), user.username, { ...untold, claims: { name: 'Ann' } }, undefined)
    t.match(await arrive(), { standing: 'new' })
    const told = { ...untold, email_verified: true }
    await updateUser(await server.tenant(), user.username, told, undefined)
    t.match(await arrive(), { standing: 'linked', user: { id: user.id } }, 'an administrator’s word does')
  },
)

t.test('Core §5.7: by an address that is none, or none that is told, nobody is linked', async (t) => {
  const { server, find } = await scene(t, { link_by: 'email' })
  await givenPerson(server, 'ann')
  for (const email of [
    undefined,
    null,
    '',
    'ann',
    'ann@example.com\0',
    7,
    ['ann@example.com'],
    'eve@example.com',
  ]) {
    await t.rejects(find({ email, email_verified: true, preferred_username: 'ann' }), {
      code: 'access_denied',
      reason: 'upstream-person-unknown',
    })
  }
})

t.test('Core §5.1: a name links where the administrator says so', async (t) => {
  const { server, find } = await scene(t, { link_by: 'preferred_username' })
  const ann = await givenPerson(server, 'ann')
  t.match(await find({ preferred_username: ' ANN ' }), { standing: 'linked', user: { id: ann } })
  for (const preferred_username of [undefined, '', 'ann\0', 'a b', 5, { a: 1 }, 'eve']) {
    await t.rejects(find({ preferred_username, email: 'ann@example.com', email_verified: true }), {
      code: 'access_denied',
      reason: 'upstream-person-unknown',
    })
  }
})

t.test('Core §5.1: a name that is only folded into somebody’s links to nobody', async (t) => {
  const { server, find } = await scene(t, { link_by: 'preferred_username', create_people: true })
  await givenPerson(server, 'kim')
  for (const preferred_username of ['ｋｉｍ', '\u212Aim', 'ki\u1D50', 'undefined']) {
    const { standing, user } = await find({ preferred_username })
    t.equal(standing, 'new', preferred_username)
    t.not(user.username_key, 'kim')
  }
})

t.test('Core §5.7: without a rule nobody is linked, and nobody is made', async (t) => {
  const { server, find } = await scene(t)
  await givenPerson(server, 'ann')
  const all = { preferred_username: 'ann', email: 'ann@example.com', email_verified: true }
  await t.rejects(find(all), { code: 'access_denied', reason: 'upstream-person-unknown' })
})

t.test(
  'Core §5.1: who is made gets a free name, and an address that is as proved as it was there',
  async (t) => {
    const { server, find } = await scene(t, { create_people: true })
    await givenPerson(server, 'ann')
    const claims = { preferred_username: 'Ben', email: 'ben@corp.example', email_verified: true }
    t.match(await find(claims), {
      standing: 'new',
      user: {
        username: 'Ben',
        username_key: 'ben',
        email: 'ben@corp.example',
        email_verified: 1,
        status: 'active',
      },
    })
    t.match(await find({ ...claims, preferred_username: 'ANN', email_verified: 'true' }), {
      user: { username: 'ben@corp.example', email: 'ben@corp.example', email_verified: 0 },
    })
    t.match(await find({ preferred_username: 'Ann', email: 'no address', email_verified: true }), {
      user: { username: /^corporate-[\w-]{12}$/, email: null, email_verified: 0 },
    })
    t.match(await find({ preferred_username: 'а'.repeat(201), email: 'x\0y' }), {
      user: { username: /^corporate-[\w-]{12}$/, email: null },
    })
  },
)

t.test('Core §5.1: the claims that the connection takes over, where they have their form', async (t) => {
  await t.rejects(
    scene(t, { claims: ['name', 'department'] }),
    /claim department/,
    'no attribute of the tenant',
  )
  const given = await scene(t, { create_people: true, claims: ['name', 'birthdate', 'locale'] })
  const told = {
    name: 'Ann There',
    birthdate: 'yesterday',
    locale: 'de-DE',
    given_name: 'not asked for',
    sub: 'x',
    iss: 'y',
  }
  const { user, is_changed } = await given.find(told)
  t.same(JSON.parse(user.claims), { name: 'Ann There', locale: 'de-DE' })
  t.equal(is_changed, true)
})

t.test('Core §5.1: a name that hides something is not taken over', async (t) => {
  const { find } = await scene(t, { create_people: true, claims: ['name', 'nickname', 'locale'] })
  const { user } = await find({ name: 'Ann\u202Eeve', nickname: 'A\0', locale: 'en' })
  t.same(JSON.parse(user.claims), { locale: 'en' })
})

t.test('Core §5.1: another number is proved only where the provider says so', async (t) => {
  const claims = ['phone_number', 'phone_number_verified']
  const { server, find } = await scene(t, { link_by: 'preferred_username', claims })
  const number = '+44 20 7946 0000'
  const present = { phone_number: number, phone_number_verified: true }
  await givenPerson(server, 'ann', { claims: present })
  const after = async (told: Record<string, unknown>) =>
    JSON.parse((await find({ preferred_username: 'ann', ...told })).user.claims)
  t.same(await after({}), present)
  t.same(await after({ phone_number: number }), present)
  t.same(await after({ phone_number: '+1 555 0100' }), { phone_number: '+1 555 0100' })
  const proved = { phone_number: '+1 555 0100', phone_number_verified: true }
  t.same(await after(proved), proved)
  await givenPerson(server, 'eve', { claims: { phone_number: number } })
  const { user } = await find({ ...proved, preferred_username: 'eve', phone_number: '0555 0100' }, 'eve')
  t.same(JSON.parse(user.claims), { phone_number: number }, 'nor does it prove the number that is here')
})

t.test(
  'Core §5.1: claims that are the tenant’s own are taken over too, and what is not told stays',
  async (t) => {
    const server = await startServer(t)
    const policy = { attributes: ['department'] }
    const tenant = { id: 'default', name: undefined, type: undefined, host: undefined, policy }
    await updateTenant(server.deps, tenant)
    const settings = { claims: ['name', 'department'], link_by: 'preferred_username' }
    await givenConnection(server, { issuer: 'https://op.example' }, settings)
    const deps = await server.tenant()
    const connection = (await requireConnection(deps, 'corporate')) as OidcConnection
    await givenPerson(server, 'ann', { claims: { name: 'Ann', nickname: 'A' } })
    const find = (claims: Record<string, unknown>) =>
      findUpstreamPerson(deps, connection, 'x', { preferred_username: 'ann', ...claims })
    const changed = await find({ department: 'Kitchen' })
    t.same(JSON.parse(changed.user.claims), { name: 'Ann', nickname: 'A', department: 'Kitchen' })
    t.equal(changed.is_changed, true)
    t.equal((await find({ name: 'Ann' })).is_changed, false)
  },
)
