import t from 'tap'
import { restate, tryRead } from '../../src/domain/stated-settings.ts'
import { integer, object } from '../../src/primitives/json-schema.ts'

t.test('Administration: what is stated takes the place of what was, and null takes it back', async (t) => {
  t.same(restate({ a: 1, b: 2 }, { b: 3, c: 4 }), { a: 1, b: 3, c: 4 })
  t.same(restate({ a: 1, b: 2 }, { a: null }), { b: 2 })
})

t.test('Administration: settings are read with their defaults, or their faults are told', async (t) => {
  const schema = object({ a: integer({ default: 1 }) })
  t.same(tryRead(schema, {}), { settings: { a: 1 }, faults: [] })
  t.same(tryRead(schema, { a: 'x' }), { settings: undefined, faults: ['a must be integer'] })
})

t.test('Administration: a fault of another kind is not taken for a wrong setting', async (t) => {
  const broken = {
    get a() {
      throw new RangeError('out of range')
    },
  }
  t.throws(() => tryRead(object({ a: integer() }), broken), RangeError)
})
