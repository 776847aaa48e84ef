/**
 * Settings: defaults filled in, every fault named.
 */
import t from 'tap'
import { readSettings, SettingsError } from '../../src/domain/settings.ts'
import {
  array,
  boolean,
  choice,
  integer,
  object,
  optional,
  string,
} from '../../src/primitives/json-schema.ts'

const Schema = object(
  {
    name: optional(string({ minLength: 1 })),
    methods: array(choice(['pin', 'pattern']), { minItems: 1, uniqueItems: true, default: ['pin'] }),
    length: integer({ minimum: 3, maximum: 12, default: 6 }),
    show: boolean({ default: false }),
  },
  { additionalProperties: false },
)

function faultsOf(value: unknown): readonly string[] {
  try {
    readSettings(Schema, value)
  } catch (error) {
    if (error instanceof SettingsError) return error.faults
    throw error
  }
  return []
}

t.test('Settings: what is not stated has its default', async (t) => {
  t.same(readSettings(Schema, {}), { methods: ['pin'], length: 6, show: false })
  t.same(readSettings(Schema, { length: 4, name: 'x' }), {
    methods: ['pin'],
    length: 4,
    show: false,
    name: 'x',
  })
})

t.test('Settings: what was stated stays as it was, and a default is nobody else’s', async (t) => {
  const stated = Object.freeze({ length: 4 })
  readSettings(Schema, stated)
  t.same(stated, { length: 4 })
  t.not(readSettings(Schema, {}).methods, readSettings(Schema, {}).methods)
})

t.test('Settings: every fault is named by its place', async (t) => {
  const faults = faultsOf({ length: 2, methods: ['pin', 'eye'], show: 'yes', colour: 'red', size: 1 })
  t.same(faults.toSorted(), [
    'length must be >= 3',
    'methods.1 must be one of pin, pattern',
    'show must be boolean',
    'unknown: colour',
    'unknown: size',
  ])
  t.throws(() => readSettings(Schema, { length: 2, show: 1 }), {
    name: 'SettingsError',
    message: 'length must be >= 3\nshow must be boolean',
  })
})

t.test('Settings: each fault is named once', async (t) => {
  for (const value of [
    { length: 'six' },
    { length: 3.5 },
    { methods: [] },
    { methods: ['pin', 'pin'] },
    { name: '' },
  ]) {
    t.equal(faultsOf(value).length, 1, JSON.stringify(value))
  }
})

t.test('Settings: what is no object is no settings', async (t) => {
  for (const value of [null, 'x', 1, []]) t.same(faultsOf(value), ['must be object'], JSON.stringify(value))
})
