import t from 'tap'
import { NO_PROFILE } from '../../../src/domain/claims/claim-profile.ts'
import type { Client } from '../../../src/domain/clients/client.ts'
import { asKnownTo, sectorFault, subjectOf } from '../../../src/domain/clients/subject.ts'
import { findUser } from '../../../src/domain/users/user.ts'
import { uuidText } from '../../../src/primitives/time-ordered-id.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'

type Metadata = Partial<Client['metadata']>

type Known = Pick<Client, 'metadata' | 'claim_profile'>

const clientWith = (metadata: Metadata, claim_profile = NO_PROFILE): Known => ({
  metadata: { subject_type: 'pairwise', redirect_uris: [], ...metadata } as unknown as Client['metadata'],
  claim_profile,
})

const [a, a2, b] = ['https://a.example/cb', 'https://a.example:8443/other', 'https://b.example/cb']

t.test('Core §8: a public subject identifier is the same for every client', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const id = await givenPerson(server, 'ann')
  for (const subject_type of ['public', undefined] as const) {
    const metadata = { redirect_uris: [a], ...(subject_type ? { subject_type } : {}) } as Client['metadata']
    t.equal(subjectOf(inside, { metadata, claim_profile: NO_PROFILE }, id), uuidText(id))
  }
})

t.test('Core §8.1: a pairwise one is that of a sector, a tenant and a person', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const ann = await givenPerson(server, 'ann')
  const bob = await givenPerson(server, 'bob')
  const first = subjectOf(inside, clientWith({ redirect_uris: [a] }), ann)
  t.match(first, /^[A-Za-z0-9_-]{43}$/)
  t.equal(subjectOf(inside, clientWith({ redirect_uris: [a2] }), ann), first, 'a host, whatever its port')
  const sector_identifier_uri = 'https://a.example/sector.json'
  t.equal(
    subjectOf(inside, clientWith({ redirect_uris: [b], sector_identifier_uri }), ann),
    first,
    'the host of the sector_identifier_uri counts before that of the redirect URIs',
  )
  const others = [
    subjectOf(inside, clientWith({ redirect_uris: [b] }), ann),
    subjectOf(inside, clientWith({ redirect_uris: [a] }), bob),
    subjectOf(await server.tenant('other'), clientWith({ redirect_uris: [a] }), ann),
    uuidText(ann),
  ]
  t.equal(new Set([first, ...others]).size, 5)
})

t.test('Core §8.1: a person as one client knows her is otherwise the same', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const user = await findUser(inside, await givenPerson(server, 'ann'))
  if (!user) return t.fail('nobody')
  const client = clientWith({ redirect_uris: [a] })
  t.same(asKnownTo(inside, client, user), { ...user, sub: subjectOf(inside, client, user.id) })
})

t.test('Core §8: a claim profile may say what stands before it, whatever type it is of', async (t) => {
  const server = await startServer(t)
  const inside = await server.tenant()
  const ann = await givenPerson(server, 'ann')
  const prefixing = { ...NO_PROFILE, sub_prefix: 'auth0|' }
  for (const subject_type of ['public', 'pairwise'] as const) {
    const metadata = { redirect_uris: [a], subject_type }
    t.equal(
      subjectOf(inside, clientWith(metadata, prefixing), ann),
      `auth0|${subjectOf(inside, clientWith(metadata), ann)}`,
    )
  }
})

t.test('Core §8.1: without sector_identifier_uri all redirect URIs have one host', async (t) => {
  const { metadata } = clientWith({})
  const faultOf = (changes: Metadata) => sectorFault({ ...metadata, ...changes })
  t.equal(faultOf({ redirect_uris: [a, a2] }), undefined)
  t.equal(faultOf({ redirect_uris: [a, b], sector_identifier_uri: 'https://c.example/s' }), undefined)
  t.equal(faultOf({ redirect_uris: [a, b], subject_type: 'public' }), undefined)
  for (const redirect_uris of [[a, b], [], ['com.example.app:/cb'], ['no address']]) {
    t.match(faultOf({ redirect_uris }), /^subject_type pairwise needs sector_identifier_uri/)
  }
})
