import t from 'tap'
import {
  array,
  boolean,
  choice,
  integer,
  object,
  optional,
  record,
  type Static,
  string,
  textOrTexts,
} from '../../src/primitives/json-schema.ts'

const Picture = object(
  {
    name: string({ minLength: 1 }),
    size: integer({ minimum: 1, default: 512 }),
    shown: boolean({ default: true }),
    kinds: array(choice(['gif', 'png']), { uniqueItems: true, default: ['png'] }),
    more: optional(record()),
    frame: optional(object({ width: integer() })),
  },
  { additionalProperties: false },
)

t.test(
  'JSON Schema Validation §6: what is written as code is the plain data of the specification',
  async (t) => {
    t.strictSame(JSON.parse(JSON.stringify(Picture)), {
      type: 'object',
      required: ['name', 'size', 'shown', 'kinds'],
      properties: {
        name: { type: 'string', minLength: 1 },
        size: { type: 'integer', minimum: 1, default: 512 },
        shown: { type: 'boolean', default: true },
        kinds: { type: 'array', items: { enum: ['gif', 'png'] }, uniqueItems: true, default: ['png'] },
        more: { type: 'object' },
        frame: { type: 'object', required: ['width'], properties: { width: { type: 'integer' } } },
      },
      additionalProperties: false,
    })
  },
)

t.test(
  'JSON Schema Validation §6.5.3: the type has what is required, and may have what is optional',
  async (t) => {
    const least: Static<typeof Picture> = { name: 'a', size: 1, shown: false, kinds: ['gif'] }
    const most: Required<Static<typeof Picture>> = { ...least, more: { any: 1 }, frame: { width: 1 } }
    // @ts-expect-error: a member that is not optional is not there
    const less: Static<typeof Picture> = { name: 'a', size: 1, shown: false }
    // @ts-expect-error: no such choice
    const other: Static<typeof Picture>['kinds'] = ['bmp']
    t.same([least.kinds, most.frame.width, less.kinds, other], [['gif'], 1, undefined, ['bmp']])
  },
)

t.test('JSON Schema Validation §6.1.1: one text, or several, of which the list is tried first', async (t) => {
  const several: Static<ReturnType<typeof textOrTexts>>[] = ['a', ['a', 'b']]
  t.equal(several.length, 2)
  t.strictSame(textOrTexts(), { type: ['array', 'string'], items: { type: 'string' } })
})
