import t from 'tap'
import { codedPicture } from '../../src/passcode/picture-digest.ts'
import { pictureSize } from '../../src/passcode/picture-size.ts'
import { gifFile } from '../helpers/gif-pictures.ts'
import { heifFile, propertiesOf } from '../helpers/heif-pictures.ts'
import { hex, jpegFile, jpegSegment, pngFile, webpChunk, webpFile, webpOf } from '../helpers/pictures.ts'

const sizeOf = (file: Uint8Array) => {
  const { width, height } = pictureSize(codedPicture(file), file) ?? {}
  return [width, height]
}
const NOT_SAID = [undefined, undefined]

t.test('ITU-T T.81 §B.2.2: lines and samples a line of a JPEG', async (t) => {
  t.same(sizeOf(jpegFile()), [16, 8])
  t.same(sizeOf(jpegFile({ frame: jpegSegment(0xc2, hex('08 1234 5678 01 011100')) })), [0x5678, 0x1234])
})

t.test('PNG §11.2.1: width and height', async (t) => {
  t.same(sizeOf(pngFile()), [16, 16])
})

t.test('GIF89a §18: the size of the screen', async (t) => {
  t.same(sizeOf(gifFile({ screen: hex('0102 0304') })), [0x0201, 0x0403])
})

t.test('RFC 9649 §2.7, §3; RFC 6386 §9.1: each form of WebP', async (t) => {
  t.same(sizeOf(webpFile()), [16, 16], 'lossy, with transparency before it')
  const scaled = webpChunk('VP8 ', hex('300100 9d012a 8041 f080 00'))
  t.same(sizeOf(webpOf(scaled)), [0x0180, 0x00f0], 'lossy, without the two bits that ask for scaling')
  // 14 bits each, less one: 319 and 239.
  const lossless = webpChunk('VP8L', Buffer.concat([hex('2f'), hex('3fc13b00')]))
  t.same(sizeOf(webpOf(lossless)), [320, 240], 'lossless')
  const frame = (place: string, size: string) => webpChunk('ANMF', hex(`${place} ${size} 640000 00`))
  const wide = frame('000000 000000', '3f0100 0f0000')
  const low = frame('0a0000 640000', '0f0000 270000')
  t.same(sizeOf(webpOf(wide, low)), [320, 240], 'as far as the frames reach')
})

t.test('ISO/IEC 23008-12 §6.5.3: the size of the primary item of a HEIF file', async (t) => {
  t.same(sizeOf(heifFile({ properties: propertiesOf(4032, 3024) })), [4032, 3024])
})

t.test('Visual passcode: a size that is not said is not known', async (t) => {
  t.same(sizeOf(jpegFile().subarray(0, -2)), NOT_SAID, 'a file that is not read strictly')
  t.same(sizeOf(heifFile()), NOT_SAID)
})
