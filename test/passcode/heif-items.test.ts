import t from 'tap'
import {
  readDerivations,
  readItemTypes,
  readLocations,
  readPrimaryItem,
} from '../../src/passcode/heif-items.ts'
import { type Box, readBoxes } from '../../src/passcode/isobmff.ts'
import { box, fullBox, number } from '../helpers/heif-pictures.ts'
import { hex } from '../helpers/pictures.ts'

const boxOf = (bytes: Buffer): Box => readBoxes(bytes)?.[0] ?? { type: '', content: hex('') }

t.test('ISO/IEC 14496-12 §8.11.4: the primary item, by 16 or 32 bits', async (t) => {
  t.equal(readPrimaryItem(boxOf(fullBox('pitm', 0, hex('0102')))), 0x0102)
  t.equal(readPrimaryItem(boxOf(fullBox('pitm', 1, hex('01020304')))), 0x01020304)
})

t.test('ISO/IEC 14496-12 §8.11.6: the type of each item, by 16 or 32 bits', async (t) => {
  const short = fullBox('infe', 2, hex('0007 0000'), Buffer.from('hvc1\0'))
  const long = fullBox('infe', 3, hex('00010007 0000'), Buffer.from('mime\0text/plain\0'))
  const types = { 7: 'hvc1', 65543: 'mime' }
  for (const [version, length] of [
    [0, 2],
    [1, 4],
  ] as const) {
    const read = readItemTypes(boxOf(fullBox('iinf', version, number(2, length), short, long)))
    t.same(Object.fromEntries(read ?? []), types, `version ${version}`)
  }
})

t.test('ISO/IEC 14496-12 §8.11.12: what a derived item is made of, in order, by 16 or 32 bits', async (t) => {
  const short = fullBox('iref', 0, box('dimg', hex('0005 0003 0003 0001 0002')), box('thmb', hex('0009')))
  t.same(Object.fromEntries(readDerivations(boxOf(short)) ?? []), { 5: [3, 1, 2] })
  const long = fullBox('iref', 1, box('dimg', hex('00010005 0001 00010001')))
  t.same(Object.fromEntries(readDerivations(boxOf(long)) ?? []), { 65541: [65_537] })
})

t.test('ISO/IEC 14496-12 §8.11.3: where the data of an item is, in each version', async (t) => {
  const extents = [{ offset: 0x110, length: 0x20 }]
  const here = { construction: 0, data_reference: 0, extents }
  const read = (version: number, content: string) =>
    Object.fromEntries(readLocations(boxOf(fullBox('iloc', version, hex(content)))) ?? [])
  t.same(read(0, '4440 0001 0007 0000 00000100 0001 00000010 00000020'), { 7: here })
  t.same(read(0, '444f 0001 0007 0000 00000100 0001 00000010 00000020'), { 7: here }, 'four bits reserved')
  const inside = { 7: { ...here, construction: 1, data_reference: 2 } }
  t.same(read(1, '4440 0001 0007 0001 0002 00000100 0001 00000010 00000020'), inside)
  t.same(
    read(2, '4404 00000001 00010007 0000 0000 0001 ffffffff 00000110 00000020'),
    { 65543: here },
    'with an index',
  )
  const far = { ...here, extents: [{ offset: 2 ** 40 + 1, length: 2 ** 33 }] }
  t.same(read(1, '8880 0001 0007 0000 0000 0000010000000000 0001 0000000000000001 0000000200000000'), {
    7: far,
  })
})
