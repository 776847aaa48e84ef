import { crc32, inflateSync } from 'node:zlib'
import t from 'tap'
import { pngParts } from '../../src/passcode/png.ts'
import { encodePng } from '../../src/passcode/png-encoder.ts'
import { hex } from '../helpers/pictures.ts'

const PIXELS = hex('ff0000 00ff00 0000ff 102030')

t.test('PNG §11.2: eight bits of red, green and blue for each pixel', async (t) => {
  const [header, data] = pngParts(await encodePng(2, 2, PIXELS)) ?? []
  t.same(Buffer.from(header ?? []), hex('00000002 00000002 08 02 00 00 00'))
  t.same(inflateSync(data ?? hex('')), hex('00 ff0000 00ff00 00 0000ff 102030'), 'each row behind its filter')
})

t.test('PNG §5.3, §5.5: every chunk has its length before it and its checksum behind it', async (t) => {
  const file = Buffer.from(await encodePng(4, 1, PIXELS))
  const names: string[] = []
  for (let at = 8; at < file.length; ) {
    const end = at + 8 + file.readUInt32BE(at)
    names.push(file.toString('latin1', at + 4, at + 8))
    t.equal(file.readUInt32BE(end), crc32(file.subarray(at + 4, end)), `chunk ${names.length}`)
    at = end + 4
  }
  t.same(names, ['IHDR', 'IDAT', 'IEND'])
})
