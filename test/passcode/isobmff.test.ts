import t from 'tap'
import { onlyBox, openFields, openFullBox, readBoxes } from '../../src/passcode/isobmff.ts'
import { box, fullBox, largeBox, lastBox, number } from '../helpers/heif-pictures.ts'
import { hex } from '../helpers/pictures.ts'

const read = (bytes: Uint8Array) =>
  readBoxes(bytes)?.map(({ type, content }) => [type, Buffer.from(content).toString()])

t.test('ISO/IEC 14496-12 §4.2: sizes of 32 bits, of 64 bits, and to the end', async (t) => {
  const a = box('free', Buffer.from('a'))
  const b = largeBox('mdat', Buffer.from('bb'))
  const c = lastBox('mdat', Buffer.from('ccc'))
  t.same(read(Buffer.concat([a, b, a, c])), [
    ['free', 'a'],
    ['mdat', 'bb'],
    ['free', 'a'],
    ['mdat', 'ccc'],
  ])
  t.same(read(hex('')), [])
  t.same(read(box('free')), [['free', '']])
})

t.test('ISO/IEC 14496-12 §4.2: what is not whole boxes is not read', async (t) => {
  const refused = {
    'a header cut short': hex('00000008 667265'),
    'a large header cut short': largeBox('mdat', hex('')).subarray(0, 15),
    'a size beyond the end': box('free', hex('00')).subarray(0, 8),
    'a size within the header': hex('00000007 66726565'),
    'a large size within the header': hex('00000001 66726565 000000000000000f'),
    'a large size beyond all numbers': hex('00000001 66726565 ffffffffffffffff'),
    'bytes behind the last box': Buffer.concat([box('free'), hex('00')]),
  }
  for (const [what, bytes] of Object.entries(refused)) t.equal(readBoxes(bytes), undefined, what)
})

t.test('Visual passcode: a box is the only one of its type, or none', async (t) => {
  const boxes = readBoxes(Buffer.concat([box('aaaa'), box('bbbb', hex('01')), box('aaaa')])) ?? []
  t.same(onlyBox(boxes, 'bbbb')?.content, hex('01'))
  t.equal(onlyBox(boxes, 'aaaa'), undefined)
  t.equal(onlyBox(boxes, 'cccc'), undefined)
})

t.test('Visual passcode: numbers are read one after another, and none beyond the end', async (t) => {
  const fields = openFields(hex('01 0203 ffffffff 0000000100000002 aabb'))
  t.same([1, 2, 4, 0, 8].map(fields.number), [1, 0x0203, 0xffffffff, 0, 2 ** 32 + 2])
  t.same(Buffer.from(fields.rest()), hex('aabb'))
  t.notOk(fields.overran())
  t.same([4, 1, 0].map(fields.number), [Number.NaN, Number.NaN, Number.NaN])
  t.ok(fields.overran())
  t.same(Buffer.from(fields.rest()), hex(''))
})

t.test('ISO/IEC 14496-12 §4.2: a full box has a version and flags', async (t) => {
  const [first] = readBoxes(fullBox('pitm', 1, number(7, 4))) ?? []
  const { version, flags, number: next } = openFullBox(first ?? { type: '', content: hex('') })
  t.same([version, flags, next(4)], [1, 0, 7])
})
