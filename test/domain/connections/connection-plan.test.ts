import t from 'tap'
import type { OidcConnection } from '../../../src/domain/connections/connection.ts'
import { requireConnection } from '../../../src/domain/connections/connection-administration.ts'
import { upstreamClient } from '../../../src/domain/connections/connection-secret.ts'
import { applyDocument } from '../../../src/domain/tenants/apply-document.ts'
import { inTenant } from '../../../src/domain/tenants/tenant-administration.ts'
import { startServer } from '../../helpers/fixtures.ts'

const noPicture = async (): Promise<never> => {
  throw new RangeError('not to be read')
}

const CORPORATE = {
  id: 'corporate',
  type: 'oidc',
  issuer: 'https://op.example',
  client_id: 'vignette',
  client_secret: 'secret',
  claims: ['department'],
}

const document = (changes: Record<string, unknown> = {}, tenant: Record<string, unknown> = {}) => ({
  tenants: [
    {
      id: 'acme',
      name: 'Acme',
      policy: { attributes: ['department'] },
      ...tenant,
      connections: [
        { ...CORPORATE, ...changes },
        { id: 'own', type: 'passcode' },
      ],
    },
  ],
})

t.test('Documents: connections are made, and the second time nothing changes', async (t) => {
  const { deps } = await startServer(t)
  const apply = async (stated: unknown) =>
    (await applyDocument(deps, stated, noPicture)).map(({ kind, id, result }) => `${kind} ${id} ${result}`)
  const all = (...results: string[]) => [
    `tenant acme ${results[0]}`,
    `connection corporate ${results[1]}`,
    `connection own ${results[2]}`,
  ]
  t.same(await apply(document()), all('made', 'made', 'made'))
  t.same(await apply(document()), all('unchanged', 'unchanged', 'unchanged'))
  t.same(await apply(document({ shown: true })), all('unchanged', 'changed', 'unchanged'))
  t.same(await apply(document({ client_secret: undefined })), all('unchanged', 'unchanged', 'unchanged'))
  t.same(await apply(document({ client_secret: 'another' })), all('unchanged', 'changed', 'unchanged'))
  const inside = await inTenant(deps, 'acme')
  const connection = (await requireConnection(inside, 'corporate')) as OidcConnection
  t.equal(upstreamClient(deps, connection).client_secret, 'another')
  t.match(connection.settings, { shown: true, claims: ['department'] }, 'what is left out stays')
})

t.test('Documents: what is wrong with connections is told of each, and nothing is written', async (t) => {
  const { deps } = await startServer(t)
  const faultsOf = async (stated: unknown): Promise<string> =>
    applyDocument(deps, stated, noPicture).then(
      () => '',
      ({ message }: Error) => message,
    )
  t.match(
    await faultsOf(document({ client_secret: undefined })),
    /tenant acme, connection corporate: client_secret is/,
  )
  t.match(
    await faultsOf(document({}, { type: '2fa' })),
    /tenant acme, connection own: a tenant of type 2fa has no/,
  )
  t.match(await faultsOf(document({ claims: ['team'] })), /connection corporate: claim team/)
  t.match(await faultsOf(document({ type: 'saml' })), /connections.0.type must be one of passcode, oidc/)
  t.match(await faultsOf(document({ id: 'own' })), /tenant acme, connection own: stated twice/)
  const faulty = await faultsOf(document({ claims: ['name'] }, { policy: { pin_length: 99 } }))
  t.match(faulty, /^tenant acme: pin_length/, 'what is wrong with the tenant is told of it alone')
  t.notMatch(faulty, /connection/)
  await t.rejects(inTenant(deps, 'acme'), { reason: 'unknown', message: /there is no tenant/ })
})
