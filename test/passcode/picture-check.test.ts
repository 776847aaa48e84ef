import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import t from 'tap'
import { makePicture } from '../../src/passcode/generated-picture.ts'
import { knownName } from '../../src/passcode/known-pictures.ts'
import { pictureCheck } from '../../src/passcode/picture-check.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import { PICTURE_SIZE_LIMIT } from '../../src/passcode/picture-file.ts'
import { box, heifFile, propertiesOf } from '../helpers/heif-pictures.ts'
import { jpegFile } from '../helpers/pictures.ts'
import { scene } from '../helpers/real-pictures.ts'

const photo = await scene().jpeg().toBuffer()

/** Of one colour, or what the function paints. */
function painted(width: number, height: number, colour: (x: number, y: number) => number = () => 0xff) {
  const samples = Uint8Array.from({ length: width * height }, (_, at) =>
    colour(at % width, Math.floor(at / width)),
  )
  return sharp(samples, { raw: { width, height, channels: 1 } })
}

t.test('Visual passcode: a picture with much in it is accepted', async (t) => {
  t.equal(await pictureCheck(photo), undefined)
  t.equal(await pictureCheck(await makePicture(new Uint8Array(32).fill(1))), undefined, 'a generated one')
  t.equal(await pictureCheck(photo.subarray(0, -2)), undefined, 'one that is not read strictly')
})

t.test('Visual passcode: what hardly differs from others of its kind is too plain', async (t) => {
  const white = await painted(4000, 3000).jpeg().toBuffer()
  t.ok(white.length > 30_000, 'large as it is')
  t.equal(await pictureCheck(white), 'too-plain')
  const slope = await painted(640, 480, (x, y) => (x + y) / 5)
    .jpeg({ quality: 95 })
    .toBuffer()
  t.equal(await pictureCheck(slope), 'too-plain', 'a slope')
  const blue = sharp({ create: { width: 3000, height: 3000, channels: 3, background: 'blue' } })
  t.equal(await pictureCheck(await blue.png().toBuffer()), 'too-plain', 'one colour')
  const commented = await blue
    .resize(200)
    .withExif({ IFD0: { ImageDescription: 'x'.repeat(5000) } })
    .jpeg()
    .toBuffer()
  t.equal(await pictureCheck(commented), 'too-plain', 'metadata is not counted')
})

t.test('Visual passcode: fewer than 128 pixels a side, or a file below 2 KB, is too small', async (t) => {
  const grain = (x: number, y: number) => ((x + 1) * (y + 3) * 7919) >> 3
  const sized = (width: number, height: number) => painted(width, height, grain).png().toBuffer()
  t.equal(await pictureCheck(await sized(128, 128)), undefined)
  t.equal(await pictureCheck(await sized(127, 500)), 'too-small')
  t.equal(await pictureCheck(await sized(500, 127)), 'too-small')
  t.equal(await pictureCheck(jpegFile({ trailer: Buffer.alloc(9000) })), 'too-small')
  const large = { properties: propertiesOf(800, 600) }
  t.equal(await pictureCheck(heifFile(large)), 'too-small', 'as a file')
  const filler = box('free', Buffer.alloc(2048))
  t.equal(await pictureCheck(heifFile({ ...large, behind: filler })), 'too-plain', 'above 2 KB')
})

t.test('Visual passcode: no picture, or one above 25 MB, is told first', async (t) => {
  t.equal(await pictureCheck(Buffer.alloc(5000, 'a letter ')), 'not-a-picture')
  t.equal(await pictureCheck(Buffer.alloc(0)), 'not-a-picture')
  const filler = Buffer.alloc(PICTURE_SIZE_LIMIT + 1 - photo.length)
  t.equal(await pictureCheck(Buffer.concat([photo, filler])), 'too-large')
  t.equal(await pictureCheck(Buffer.concat([photo, filler.subarray(1)])), undefined)
})

t.test('Visual passcode: a picture that everybody has is refused', async (t) => {
  const icon = readFileSync(
    new URL('../../node_modules/playwright-core/lib/server/chromium/appIcon.png', import.meta.url),
  )
  t.equal(await pictureCheck(icon), 'well-known')
  t.equal(await pictureCheck(icon, []), undefined, 'by the list alone')
  const own = knownName(await pictureDigest(photo))
  t.equal(await pictureCheck(photo, [own]), 'well-known', 'a list of one’s own')
  t.equal(await pictureCheck(jpegFile({ trailer: Buffer.alloc(9000) }), [own]), 'too-small')
})
