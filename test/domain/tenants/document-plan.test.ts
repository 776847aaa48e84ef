import t from 'tap'
import { planDocument } from '../../../src/domain/tenants/document-plan.ts'
import { listTenants } from '../../../src/domain/tenants/tenant-administration.ts'
import { readTenantDocument } from '../../../src/domain/tenants/tenant-document.ts'
import { insertUser } from '../../../src/store/users.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { giveHost } from '../../helpers/own-host.ts'
import { pngFile } from '../../helpers/pictures.ts'
import { userRow } from '../../helpers/store-rows.ts'

const readPicture = async () => pngFile()

const userWith = (about: object) =>
  readTenantDocument({ tenants: [{ id: 'default', users: [{ username: 'ada', ...about }] }] })

t.test('Documents: every fault is told at once, and nothing is written', async (t) => {
  const { deps } = await startServer(t)
  const document = readTenantDocument({
    tenants: [
      {
        id: 'acme',
        name: 'Acme',
        policy: { pin_length: 99 },
        clients: [{ client_id: 'app' }, { client_id: 'app', type: 'public', redirect_uris: ['/'] }],
        users: [
          { username: 'ada', picture: 'x', pin: '1' },
          { username: 'bob', email: 'bob' },
        ],
      },
      { id: 'default', type: '2fa' },
      { id: 'fine', name: 'Fine', users: [{ username: 'ada', picture: 'x', pin: '1234' }] },
    ],
  })
  await t.rejects(planDocument(deps, document, readPicture), {
    name: 'Refusal',
    reason: 'faulty',
    faults: [
      'tenant acme, client app: stated twice',
      /^tenant acme: pin_length /,
      /^tenant acme, client app: type /,
      /^tenant acme, client app: redirect_uris: /,
      /^tenant acme, user bob: email /,
      /^tenant default: type .* never changes/,
      /^tenant fine, user ada: .*PIN/,
    ],
  })
  t.same(
    (await listTenants(deps)).map(({ id }) => id),
    ['default', 'other'],
  )
})

t.test(
  'Core §5.7: a document that states an address as verified says so in place of a connection',
  async (t) => {
    const { deps, db } = await startServer(t)
    const there = { email: 'ada@example.org', email_verified: 1, email_connection_id: 'corporate' } as const
    await db.run(insertUser, userRow({ username: 'ada', ...there }))
    const resultOf = async (about: object) =>
      (await planDocument(deps, userWith(about), readPicture))[1]?.result
    t.equal(await resultOf({ email: 'ada@example.org' }), 'unchanged')
    t.equal(await resultOf({ email_verified: true }), 'changed')
  },
)

t.test('Visual passcode: a document states a picture and what goes with it, or neither', async (t) => {
  const { deps } = await startServer(t)
  const passcodeOf = async (about: object) => {
    const [, step] = await planDocument(deps, userWith(about), readPicture)
    return step?.kind === 'user' ? step.passcode?.secret : undefined
  }
  t.equal(await passcodeOf({}), undefined)
  t.same(await passcodeOf({ picture: 'x', pin: '271828' }), { method: 'pin', typed: '271828' })
  for (const about of [
    { pin: '271828' },
    { picture: 'x' },
    { picture: 'x', pin: '271828', picture_only: true },
  ]) {
    await t.rejects(passcodeOf(about), { name: 'Refusal', faults: [/a passcode is a picture and one of/] })
  }
  const others = [
    { picture: 'x', pattern: '1-2-5-8-9' },
    { picture: 'x', picture_only: true },
  ]
  for (const about of others)
    await t.rejects(passcodeOf(about), { name: 'Refusal', faults: [/does not take/] })
})

t.test('Documents: a fault of ours is not taken for one of the document', async (t) => {
  const { deps } = await startServer(t)
  const readBroken = async () => {
    throw new RangeError('out of range')
  }
  await t.rejects(planDocument(deps, userWith({ picture: 'x', pin: '271828' }), readBroken), RangeError)
})

t.test('Discovery 1.0 §3: a host is stated like all else, and one that is taken is a fault', async (t) => {
  const server = await startServer(t)
  const { deps } = server
  await giveHost(server, 'other', 'other.example')
  const planned = async (host: string | undefined) => {
    const entry = { id: 'default', ...(host === undefined ? {} : { host }) }
    const [step] = await planDocument(deps, readTenantDocument({ tenants: [entry] }), readPicture)
    return step?.kind === 'tenant' ? step.result : undefined
  }
  t.equal(await planned(undefined), 'unchanged')
  t.equal(await planned(''), 'unchanged')
  t.equal(await planned('Login.Acme.Example'), 'changed')
  await giveHost(server, 'default', 'login.acme.example')
  t.equal(await planned('Login.Acme.Example'), 'unchanged')
  t.equal(await planned(undefined), 'unchanged')
  t.equal(await planned(''), 'changed')
  for (const [host, fault] of [
    ['OTHER.example', /^tenant default: host other.example is that of the tenant other already$/],
    ['a b', /^tenant default: host .* must be a name such as/],
  ] as const) {
    await t.rejects(planned(host), { name: 'Refusal', faults: [fault] }, host)
  }
})
