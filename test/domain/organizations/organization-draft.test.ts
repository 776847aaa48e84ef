import t from 'tap'
import { draftOrganization } from '../../../src/domain/organizations/organization-draft.ts'

const faulty = (...faults: RegExp[]) => ({ name: 'Refusal', reason: 'faulty', faults })

t.test('Organizations: an id has letters, digits, dashes and underscores', async (t) => {
  for (const id of ['a', 'org_8Kq-x', 'ORG', '0', 'x'.repeat(100)]) {
    t.same(draftOrganization({ id, name: 'Acme' }, undefined), { id, name: 'Acme' })
  }
  for (const id of ['', 'a b', 'a.b', 'ä', 'x'.repeat(101), 'a\n']) {
    t.throws(() => draftOrganization({ id, name: 'Acme' }, undefined), faulty(/^id .* must have 1 to 100/))
  }
})

t.test('Organizations: a name is stated once, and may stay', async (t) => {
  t.throws(() => draftOrganization({ id: 'a', name: undefined }, undefined), faulty(/^name /))
  t.same(draftOrganization({ id: 'a', name: undefined }, { name: 'Acme' }), { id: 'a', name: 'Acme' })
  for (const name of ['', '  ', 'x'.repeat(101), 'a\0b', 'a\nb']) {
    t.throws(() => draftOrganization({ id: 'a', name }, { name: 'Acme' }), faulty(/^name must have 1 to 100/))
  }
  t.equal(draftOrganization({ id: 'a', name: '😀'.repeat(100) }, undefined).name.length, 200)
  t.throws(() => draftOrganization({ id: '', name: '' }, undefined), faulty(/^id /, /^name /))
})
