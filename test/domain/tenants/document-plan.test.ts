import t from 'tap'
import { planDocument } from '../../../src/domain/tenants/document-plan.ts'
import { listTenants } from '../../../src/domain/tenants/tenant-administration.ts'
import { readTenantDocument } from '../../../src/domain/tenants/tenant-document.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { pngFile } from '../../helpers/pictures.ts'

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
