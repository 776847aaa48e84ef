import t from 'tap'
import { heifParts } from '../../src/passcode/heif.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import {
  box,
  CODED,
  fullBox,
  type HeifForm,
  heifFile,
  type Item,
  largeBox,
  lastBox,
} from '../helpers/heif-pictures.ts'
import { hex } from '../helpers/pictures.ts'

const textsOf = (form: HeifForm | Uint8Array) =>
  heifParts(form instanceof Uint8Array ? form : heifFile(form))?.map((part) => Buffer.from(part).toString())

const item = (id: number, type: string, ...texts: readonly string[]): Item => ({
  id,
  type,
  pieces: texts.map((text) => Buffer.from(text)),
})
const ONE = item(1, 'hvc1', CODED.toString())
const TILES = ['first', 'second', 'third', 'fourth']
/** Four tiles, in another order in the file than in the picture. */
const GRID: HeifForm = {
  items: [
    ...[3, 1, 2, 0].map((tile) => item(10 + tile, 'hvc1', TILES[tile] ?? '')),
    { ...item(5, 'grid', '\0\0\x01\x01'), construction: 1 },
  ],
  primary: 5,
  references: [{ type: 'dimg', from: 5, to: [10, 11, 12, 13] }],
}

t.test('ISO/IEC 23008-12 §6.2: the data of the primary item is the picture', async (t) => {
  t.same(textsOf({}), [CODED.toString()])
  t.same(textsOf({ items: [item(7, 'av01', 'other'), ONE] }), [CODED.toString()], 'not the first')
  t.same(textsOf({ items: [item(1, 'av01', 'in ', 'three ', 'pieces')] }), ['in three pieces'])
})

t.test('ISO/IEC 14496-12 §8.11.3: wherever the data stands and however that is said', async (t) => {
  const pieces = ['in ', 'pieces']
  for (const iloc of [0, 1, 2]) {
    for (const size of [4, 8]) {
      for (const base of [0, 4, 8]) {
        for (const index of [0, 4, 8]) {
          const sizes = { offset: size, length: size, base, index }
          const form = {
            items: [item(1, 'hvc1', ...pieces), item(2, 'Exif', 'x')],
            versions: { iloc },
            sizes,
          }
          t.same(textsOf(form), ['in pieces'], `version ${iloc}, ${JSON.stringify(sizes)}`)
        }
      }
    }
  }
  const based = { offset: 0, length: 4, base: 8, index: 0 }
  t.same(textsOf({ sizes: based }), [CODED.toString()], 'no offsets but the base')
  const inside = {
    items: [
      { ...item(2, 'Exif', 'x'), construction: 1 as const },
      { ...ONE, construction: 1 as const },
    ],
  }
  t.same(textsOf({ ...inside, versions: { iloc: 1 } }), [CODED.toString()], 'within meta')
})

t.test('ISO/IEC 14496-12 §8.11: the versions of each box', async (t) => {
  const long = { pitm: 1, iinf: 1, infe: 3, iref: 1, iloc: 2 }
  t.same(textsOf({ ...GRID, versions: long }), TILES)
  const large = { ...GRID, versions: long, primary: 70_000 }
  const items = GRID.items?.map((each) => (each.id === 5 ? { ...each, id: 70_000 } : each)) ?? []
  const references = [{ type: 'dimg', from: 70_000, to: [10, 11, 12, 13] }]
  t.same(textsOf({ ...large, items, references }), TILES, 'an id of 17 bits')
})

t.test('ISO/IEC 23008-12 §6.6: a derived picture is those it is made of, in order', async (t) => {
  t.same(textsOf({ ...GRID, versions: { iloc: 1 } }), TILES)
  const turned = {
    items: [...(GRID.items ?? []), item(6, 'iden')],
    primary: 6,
    references: [...(GRID.references ?? []), { type: 'dimg', from: 6, to: [5] }],
    versions: { iloc: 1 },
  }
  t.same(textsOf(turned), TILES, 'one made of one that is made of others')
  const overlaid = { ...GRID, references: [{ type: 'dimg', from: 5, to: [10, 13, 10] }] }
  t.same(textsOf(overlaid), ['first', 'fourth', 'first'], 'one of them twice')
})

// Fixed here: whoever changes one of these locks out everybody who registered with such a picture.
t.test('Visual passcode: the digest of HEIF, canon version 1', async (t) => {
  const digestOf = async (form: HeifForm) => Buffer.from(await pictureDigest(heifFile(form))).toString('hex')
  t.equal(await digestOf({}), '07ebaa95ed825ac6e1edbf6026e547685bd2c1feb87e9fcfb1fff8578d8d18b1')
  t.equal(
    await digestOf({ ...GRID, versions: { iloc: 1 } }),
    '7ba09d3e6a839b271dbe33db422d69ac96011bd14f8c982d36fafaaa060862fb',
  )
})

t.test('Visual passcode: what tools write into a HEIF file does not count', async (t) => {
  const free = box('free', Buffer.alloc(99))
  const more = [
    item(2, 'Exif', 'GPS'),
    item(3, 'mime', 'application/rdf+xml'),
    item(4, 'hvc1', 'thumbnail, depth'),
  ]
  const same: Record<string, HeifForm> = {
    'other brands': { brands: ['avif', 'miaf', 'MA1B'] },
    'Exif, XMP and a thumbnail behind it': {
      items: [ONE, ...more],
      references: [
        { type: 'cdsc', from: 2, to: [1] },
        { type: 'cdsc', from: 3, to: [1] },
        { type: 'thmb', from: 4, to: [1] },
      ],
    },
    'and before it': { items: [...more, ONE] },
    'a gap before and a box behind': { before: free, behind: free },
    'other properties': { properties: box('iprp', Buffer.alloc(50)) },
    'data in a large box': { media: largeBox },
    'data up to the end': { media: lastBox },
    'in two pieces': {
      items: [item(1, 'hvc1', CODED.toString('latin1', 0, 9), CODED.toString('latin1', 9))],
    },
  }
  for (const [what, form] of Object.entries(same)) t.same(textsOf(form), [CODED.toString()], what)
})

t.test('Visual passcode: what is not strictly HEIF is not read as such', async (t) => {
  const two = heifFile({ behind: fullBox('meta', 0) })
  const zero = { offset: 4, length: 0, base: 0, index: 0 }
  const refused: Record<string, HeifForm | Uint8Array> = {
    nothing: hex(''),
    'no type first': heifFile().subarray(24),
    'two meta boxes': two,
    'no meta box': box('ftyp', Buffer.from('heic')),
    'a meta box of something else': Buffer.concat([
      box('ftyp', Buffer.from('heic')),
      fullBox('meta', 0, hex('01')),
    ]),
    'an empty meta box': Buffer.concat([box('ftyp', Buffer.from('heic')), fullBox('meta', 0)]),
    'bytes behind the last box': { behind: hex('0000') },
    'no such primary item': { primary: 2 },
    'two primary items': { properties: fullBox('pitm', 0, hex('0001')) },
    'entries of an old version': { versions: { infe: 1 } },
    'two lists of items': { properties: fullBox('iinf', 0, hex('0000')) },
    'a location of version 3': { versions: { iloc: 3 } },
    'fields of three bytes': { sizes: { offset: 3, length: 4, base: 0, index: 0 } },
    'a length that is not said': { sizes: zero },
    'no data at all': { items: [item(1, 'hvc1')] },
    'data of another item': { items: [{ ...ONE, construction: 2 }], versions: { iloc: 1 } },
    'data within meta, without any': {
      items: [{ ...item(1, 'hvc1', ''), construction: 1 }],
      versions: { iloc: 1 },
    },
    'data in another file': { items: [{ ...ONE, data_reference: 1 }] },
    'data beyond the end': heifFile().subarray(0, -1),
    'a grid of nothing': { items: [item(1, 'grid', 'abcd')] },
    'a grid of no tiles': { ...GRID, references: [{ type: 'dimg', from: 5, to: [] }] },
    'a grid of unknown tiles': { ...GRID, references: [{ type: 'dimg', from: 5, to: [10, 99] }] },
    'two lists of tiles': { ...GRID, references: [...(GRID.references ?? []), ...(GRID.references ?? [])] },
    'a grid of itself': { ...GRID, references: [{ type: 'dimg', from: 5, to: [5] }] },
    'the same bytes over and over': {
      ...GRID,
      references: [{ type: 'dimg', from: 5, to: Array(9000).fill(10) }],
    },
  }
  for (const [what, form] of Object.entries(refused)) t.equal(textsOf(form), undefined, what)
})

/** The grid with one box of its meta box replaced; the data that moves then is still within the file. */
const withChild = (changed: Buffer): Buffer => {
  const file = heifFile({ ...GRID, versions: { iloc: 1 }, behind: box('free', Buffer.alloc(200)) })
  const type = changed.toString('latin1', 4, 8)
  const at = file.indexOf(type, 0, 'latin1') - 4
  const metaAt = file.indexOf('meta') - 4
  const grown = changed.length - file.readUInt32BE(at)
  const after = Buffer.concat([file.subarray(0, at), changed, file.subarray(at + file.readUInt32BE(at))])
  after.writeUInt32BE(file.readUInt32BE(metaAt) + grown, metaAt)
  return after
}

t.test('Visual passcode: a box that says more than it holds is not read', async (t) => {
  t.equal(textsOf(withChild(fullBox('pitm', 0, hex('0005'))))?.length, 4, 'as it was')
  t.equal(textsOf(withChild(fullBox('pitm', 0, hex('0005 00'))))?.length, 4, 'one byte longer')
  t.equal(textsOf(withChild(fullBox('iref', 0, box('dimg', hex('0005 0001 000a')))))?.length, 1, 'shorter')
  const entry = fullBox('infe', 2, hex('0005 0000'), Buffer.from('grid\0'))
  const refused = {
    'a primary item cut short': fullBox('pitm', 0, hex('00')),
    'fewer entries than said': fullBox('iinf', 0, hex('0002'), entry),
    'entries that are none': fullBox('iinf', 0, hex('0001'), fullBox('infx', 2, Buffer.alloc(9))),
    'entries that are no boxes': fullBox('iinf', 0, hex('0001 00')),
    'an entry cut short': fullBox('iinf', 0, hex('0001'), fullBox('infe', 2)),
    'references that are no boxes': fullBox('iref', 0, hex('00')),
    'more references than there are': fullBox('iref', 0, box('dimg', hex('0005 0002 000a'))),
    'an empty list of references': fullBox('iref', 0, box('dimg')),
    'locations cut short': fullBox('iloc', 1, hex('4400 ffff 0005 0000 0000 0001')),
    'locations without any': fullBox('iloc', 1),
  }
  for (const [what, child] of Object.entries(refused)) t.equal(textsOf(withChild(child)), undefined, what)
})
