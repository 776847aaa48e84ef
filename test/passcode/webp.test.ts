import t from 'tap'
import { webpParts } from '../../src/passcode/webp.ts'
import { hex, WEBP, webpChunk, webpFile, webpOf } from '../helpers/pictures.ts'

const withoutSize = (chunk: Buffer, length: number): Buffer =>
  Buffer.concat([chunk.subarray(0, 4), chunk.subarray(8, 8 + length)])
const PARTS = [withoutSize(WEBP.transparency, 7), withoutSize(WEBP.lossy, 23)]

const partsOf = (file: Uint8Array) => webpParts(file)?.map((part) => Buffer.from(part))

t.test('RFC 9649 §2.7: the chunks with pixels are the picture', async (t) => {
  t.same(partsOf(webpFile()), PARTS)
  t.same(partsOf(webpOf(WEBP.lossy)), [PARTS[1]], 'the simple form')
  t.same(partsOf(webpOf(webpChunk('VP8L', hex('2f00')))), [Buffer.from('VP8L\x2f\0')], 'lossless')
  t.same(partsOf(webpOf(webpChunk('ANMF', hex('0102')))), [Buffer.from('ANMF\x01\x02')], 'a frame')
})

t.test('Visual passcode: what tools write into a WebP does not count', async (t) => {
  const { extended, transparency, lossy } = WEBP
  const extra = ['ICCP', 'EXIF', 'XMP ', 'ANIM', 'what'].map((name) =>
    webpChunk(name, Buffer.from(`${name}!`)),
  )
  t.same(
    partsOf(webpOf(extended(0x3c), ...extra, transparency, lossy, ...extra)),
    PARTS,
    'metadata and its flags',
  )
  t.same(partsOf(webpOf(transparency, lossy)), PARTS, 'no VP8X')
  t.same(
    partsOf(Buffer.concat([webpFile(), webpFile(), hex('00')])),
    PARTS,
    'what stands beyond the RIFF size',
  )
  const unpadded = webpFile().subarray(0, -1)
  unpadded.writeUInt32LE(unpadded.length - 8, 4)
  t.same(partsOf(unpadded), PARTS, 'the last pad left out')
})

t.test('Visual passcode: each bit of the coded data counts', async (t) => {
  for (let bit = 0; bit < 8; bit++) {
    const lossy = Buffer.from(WEBP.lossy)
    lossy[20] = (lossy[20] ?? 0) ^ (1 << bit)
    t.not(partsOf(webpOf(lossy))?.[0]?.compare(PARTS[1] ?? hex('')), 0)
  }
})

t.test('Visual passcode: what is not strictly a WebP is not read as one', async (t) => {
  const sizedBy = (difference: number): Buffer => {
    const file = webpFile()
    file.writeUInt32LE(file.length - 8 + difference, 4)
    return file
  }
  const tooLong = webpChunk('EXIF', hex(''))
  tooLong.writeUInt32LE(0xffffffff, 4)
  const refused = {
    nothing: hex(''),
    'another container': webpFile().fill('RIFX', 0, 4),
    'another content': webpFile().fill('WAVE', 8, 12),
    'a RIFF size beyond the end': sizedBy(1),
    'a RIFF size within a chunk': sizedBy(-4),
    'a piece of a chunk header at the end': webpOf(WEBP.lossy, hex('45584946')),
    'a chunk beyond the end': webpOf(WEBP.lossy, tooLong),
    'no pixels': webpOf(WEBP.extended(0), webpChunk('EXIF', hex('00'))),
    'no chunks': webpOf(),
  }
  for (const [what, file] of Object.entries(refused)) t.equal(webpParts(file), undefined, what)
})
