import t from 'tap'
import { pngParts } from '../../src/passcode/png.ts'
import { hex, PNG, pngChunk, pngFile, pngOf } from '../helpers/pictures.ts'

const PARTS = [hex('00000010 00000010 08 03 00 00 00'), hex('102030 f0e0d0'), PNG.data]
const DATA = pngChunk('IDAT', PNG.data)

const partsOf = (file: Uint8Array) => pngParts(file)?.map((part) => Buffer.from(part))

t.test('PNG §11.2: header, palette and data are the picture', async (t) => {
  t.same(partsOf(pngFile()), PARTS)
  t.same(partsOf(pngOf(PNG.header, DATA, PNG.end)), [PARTS[0], PARTS[2]], 'a palette is not needed')
})

t.test('Visual passcode: what tools write into a PNG does not count', async (t) => {
  const names = 'tEXt zTXt iTXt eXIf tIME gAMA cHRM sRGB iCCP pHYs bKGD tRNS acTL fcTL fdAT prVt'.split(' ')
  for (const name of names) t.same(partsOf(pngFile([pngChunk(name, Buffer.from(name))])), PARTS, name)
  t.same(partsOf(pngFile([pngChunk('tIME', hex(''))])), PARTS, 'an empty chunk')
  t.same(partsOf(pngFile([], 5)), PARTS, 'data cut into other chunks')
  t.same(partsOf(Buffer.concat([pngFile(), pngFile()])), PARTS, 'what follows the end')
  const blanked = pngChunk('eXIf', Buffer.from('GPS'))
  blanked.fill(0, 8, 11)
  t.same(partsOf(pngFile([blanked])), PARTS, 'metadata blanked in place, with its old checksum')
})

t.test('Visual passcode: each part of a PNG counts', async (t) => {
  const header = pngChunk('IHDR', hex('00000010 00000010 08 03 00 00 01'))
  const data = Buffer.from(PNG.data)
  data[9] = (data[9] ?? 0) ^ 0x10
  t.not(partsOf(pngOf(header, PNG.palette, DATA, PNG.end))?.[0]?.compare(PARTS[0] ?? hex('')), 0)
  t.not(partsOf(pngOf(PNG.header, pngChunk('PLTE', hex('102030 f0e0d1')), DATA, PNG.end))?.[1]?.[5], 0xd0)
  t.not(partsOf(pngOf(PNG.header, pngChunk('IDAT', data), PNG.end))?.[1]?.compare(PNG.data), 0)
})

t.test('Visual passcode: what is not strictly a PNG is not read as one', async (t) => {
  const tooLong = pngChunk('tEXt', hex(''))
  tooLong.writeUInt32BE(0xffffffff)
  const refused = {
    nothing: hex(''),
    'another signature': pngFile().fill(0x88, 0, 1),
    'no header': pngOf(DATA, PNG.end),
    'a chunk before the header': pngOf(PNG.palette, PNG.header, DATA, PNG.end),
    'two headers': pngOf(PNG.header, PNG.header, DATA, PNG.end),
    'a header of another length': pngOf(pngChunk('IHDR', Buffer.alloc(14)), DATA, PNG.end),
    'no data': pngOf(PNG.header, PNG.end),
    'a length beyond the end': pngOf(PNG.header, DATA, tooLong, PNG.end),
    'a name that is none': pngOf(PNG.header, DATA, pngChunk('tE t', hex('')), PNG.end),
    'no end': pngOf(PNG.header, DATA),
  }
  for (const [what, file] of Object.entries(refused)) t.equal(pngParts(file), undefined, what)
})
