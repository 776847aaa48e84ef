import t from 'tap'
import { PICTURE_OPENING_LENGTH, PICTURE_SIZE_LIMIT, pictureFault } from '../../src/passcode/picture-file.ts'
import { hex, jpegFile, pngFile, webpFile } from '../helpers/pictures.ts'

const faultOf = (file: Uint8Array) => pictureFault(file.length, file.subarray(0, PICTURE_OPENING_LENGTH))

/** @param size what the box says of itself */
function typeBox(size: number, ...brands: readonly string[]): Buffer {
  const box = Buffer.concat([hex('00000000'), Buffer.from(`ftyp${brands.join('')}`), Buffer.alloc(48)])
  box.writeUInt32BE(size)
  return box
}

t.test(
  'Visual passcode: JPEG, PNG, WebP, GIF, HEIF and AVIF are pictures, by their first bytes',
  async (t) => {
    for (const file of [jpegFile(), pngFile(), webpFile()]) t.equal(faultOf(file), undefined)
    for (const version of ['GIF87a', 'GIF89a']) t.equal(faultOf(Buffer.from(`${version}etc.`)), undefined)
    for (const brand of ['heic', 'heix', 'mif1', 'msf1', 'avif', 'avis']) {
      t.equal(faultOf(typeBox(20, brand, '\0\0\0\0', 'iso8')), undefined, brand)
    }
    t.equal(faultOf(typeBox(24, 'MiHB', '\0\0\0\0', 'iso8', 'heic')), undefined, 'as a compatible brand')
  },
)

t.test('Visual passcode: a picture cut short is still a picture', async (t) => {
  for (const file of [jpegFile(), pngFile(), webpFile()]) t.equal(faultOf(file.subarray(0, 30)), undefined)
})

t.test('Visual passcode: what is no picture is refused', async (t) => {
  const refused = {
    nothing: hex(''),
    'a text': Buffer.from('a letter, some 40 characters long, no more'),
    'a film': typeBox(24, 'isom', '\0\0\0\0', 'iso2', 'mp41'),
    'a film with a version that looks like a brand': typeBox(20, 'isom', 'heic', 'mp41'),
    'a film with a brand behind the box': typeBox(20, 'isom', '\0\0\0\0', 'mp41', 'heic'),
    'a sound in RIFF': webpFile().fill('WAVE', 8, 12),
    'the first bytes of a type box': typeBox(20, 'heic').subarray(0, 11),
    'another GIF': Buffer.from('GIF88a'),
  }
  for (const [what, file] of Object.entries(refused)) t.equal(faultOf(file), 'not-a-picture', what)
})

t.test('Visual passcode: a file above 25 MB is refused, whatever it is', async (t) => {
  t.equal(pictureFault(PICTURE_SIZE_LIMIT, jpegFile()), undefined)
  t.equal(pictureFault(PICTURE_SIZE_LIMIT + 1, jpegFile()), 'too-large')
  t.equal(pictureFault(50_000_000, Buffer.from('text')), 'too-large')
})
