import t from 'tap'
import { jpegParts } from '../../src/passcode/jpeg.ts'
import { hex, JPEG, jpegFile, jpegSegment } from '../helpers/pictures.ts'

const PARTS = [hex('c0 08 0008 0010 01 011100'), hex('da 01 0100 003f00'), hex('bfff007f ffd0 3b')]

/** The file with a piece put in before another. */
const withBefore = (name: keyof typeof JPEG, ...pieces: readonly Uint8Array[]): Buffer =>
  jpegFile({ [name]: Buffer.concat([...pieces, JPEG[name]]) })

t.test('ITU-T T.81 §B.2: frame header, scan header and entropy-coded data are the picture', async (t) => {
  t.same(
    jpegParts(jpegFile())?.map((part) => Buffer.from(part)),
    PARTS,
  )
})

t.test('Visual passcode: what tools write into a JPEG does not count', async (t) => {
  const applicationData = Array.from({ length: 16 }, (_, n) => jpegSegment(0xe0 + n, Buffer.from(`APP${n}`)))
  const same = {
    'APP0 to APP15': withBefore('tables', ...applicationData),
    'no JFIF header': jpegFile({ jfif: hex('') }),
    'an empty APP1': withBefore('tables', jpegSegment(0xe1, hex(''))),
    'a thumbnail inside APP1': withBefore('tables', jpegSegment(0xe1, jpegFile())),
    comment: withBefore('scan', jpegSegment(0xfe, Buffer.from('made by hand'))),
    'other quantization (DQT)': withBefore('frame', jpegSegment(0xdb, Buffer.alloc(65, 2))),
    'other Huffman tables (DHT)': withBefore('scan', jpegSegment(0xc4, Buffer.alloc(17))),
    'arithmetic conditioning (DAC)': withBefore('scan', jpegSegment(0xcc, hex('0000'))),
    'restart interval (DRI)': withBefore('scan', jpegSegment(0xdd, hex('0001'))),
    'number of lines (DNL)': withBefore('end', jpegSegment(0xdc, hex('0008'))),
    'no tables': jpegFile({ tables: hex('') }),
    'fill bytes before a marker': withBefore('frame', hex('ffffff')),
    'fill bytes before the end': withBefore('end', hex('ffff')),
    'a trailer': jpegFile({ trailer: Buffer.alloc(50_000, 0xff) }),
    'a second picture behind': jpegFile({ trailer: jpegFile() }),
  }
  for (const [what, file] of Object.entries(same)) {
    t.same(
      jpegParts(file)?.map((part) => Buffer.from(part)),
      PARTS,
      what,
    )
  }
})

t.test('Visual passcode: every kind of frame is kept, and its kind counts', async (t) => {
  const codes = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]
  const first = codes.map((code) => jpegParts(jpegFile({ frame: jpegSegment(code, hex('00')) }))?.[0])
  t.same(
    first.map((part) => part && Buffer.from(part)),
    codes.map((code) => Buffer.of(code, 0)),
  )
})

t.test('Visual passcode: each bit of the coded data counts', async (t) => {
  for (let bit = 0; bit < 8; bit++) {
    const data = Buffer.from(JPEG.data)
    data[0] = 0xbf ^ (1 << bit)
    t.not(Buffer.from(jpegParts(jpegFile({ data }))?.[2] ?? []).compare(JPEG.data), 0)
  }
})

t.test('ITU-T T.81 §B.2.3: a progressive picture has several scans', async (t) => {
  const data = Buffer.concat([JPEG.data, JPEG.tables, JPEG.scan, hex('2b')])
  const parts = jpegParts(jpegFile({ data }))?.map((part) => Buffer.from(part))
  t.same(parts, [...PARTS, PARTS[1], hex('2b')])
})

t.test('Visual passcode: what is not strictly a JPEG is not read as one', async (t) => {
  const refused = {
    nothing: hex(''),
    'another start': jpegFile({ start: hex('ffd7') }),
    'no marker after the start': withBefore('jfif', hex('00')),
    'no frame': jpegFile({ frame: hex('') }),
    'two frames': withBefore('scan', JPEG.frame),
    'a second frame after the scan': withBefore('end', JPEG.frame),
    'no scan': jpegFile({ scan: hex(''), data: hex('') }),
    'a scan before the frame': withBefore('frame', JPEG.scan, JPEG.data),
    'a hierarchical picture (DHP)': withBefore('frame', jpegSegment(0xde, hex('00'))),
    'an extension (JPG)': withBefore('scan', jpegSegment(0xc8, hex('00'))),
    'a length of one': withBefore('scan', hex('ffe1 0001')),
    'a length beyond the end': withBefore('end', hex('ffe1 ffff')),
    'only fill bytes at the end': jpegFile({ end: hex('ffffff') }),
    'no end': jpegFile({ end: hex('') }),
  }
  for (const [what, file] of Object.entries(refused)) t.equal(jpegParts(file), undefined, what)
})
