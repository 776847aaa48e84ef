import sharp from 'sharp'
import t from 'tap'
import { readLogoPicture } from '../../../src/domain/logos/logo-picture.ts'
import { GIF, gifFile } from '../../helpers/gif-pictures.ts'
import { heifFile } from '../../helpers/heif-pictures.ts'
import { hex, mutationsOf, pngChunk } from '../../helpers/pictures.ts'

type Size = readonly [width: number, height: number]

const plain = ([width, height]: Size) =>
  sharp({ create: { width, height, channels: 4, background: { r: 15, g: 92, b: 76, alpha: 0.5 } } })

const made = (format: 'png' | 'jpeg' | 'webp' | 'gif', size: Size = [40, 30]) =>
  plain(size).toFormat(format).toBuffer()

/** Two frames, one red and one blue. */
async function moving(format: 'webp' | 'gif'): Promise<Buffer> {
  const frames = ['red', 'blue'].map((background) =>
    sharp({ create: { width: 20, height: 20, channels: 3, background } })
      .png()
      .toBuffer(),
  )
  return sharp(await Promise.all(frames), { join: { animated: true } })
    .toFormat(format)
    .toBuffer()
}

t.test('Logos: PNG, JPEG, WebP and GIF, told by their bytes', async (t) => {
  for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
    t.same(readLogoPicture(await made(format)), { media_type: `image/${format}`, width: 40, height: 30 })
  }
  // A palette of all colours, or none at all, is no second frame.
  const many = await sharp({
    create: {
      width: 64,
      height: 64,
      channels: 3,
      background: 'white',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .gif()
    .toBuffer()
  t.match(readLogoPicture(many), { media_type: 'image/gif' })
})

t.test('Logos: nothing that runs, and nothing that is no picture', async (t) => {
  const png = await made('png')
  for (const file of [
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<!doctype html><script>alert(1)</script>',
    '%PDF-1.7',
    'BM',
    png.subarray(0, 60),
    png.subarray(1),
    heifFile(),
  ]) {
    t.same(readLogoPicture(Buffer.from(file)), { fault: 'no-picture' }, String(file).slice(0, 20))
  }
  for (const file of mutationsOf(png, 500, 1)) t.ok(readLogoPicture(file), 'whatever the bytes')
})

t.test('Logos: of a size that a page can bear', async (t) => {
  t.match(readLogoPicture(await made('png', [8, 8])), { width: 8 })
  for (const size of [
    [7, 40],
    [40, 7],
    [1, 1],
  ] as const) {
    t.same(readLogoPicture(await made('png', size)), { fault: 'too-small' })
  }
  t.match(readLogoPicture(await made('png', [2048, 8])), { width: 2048 })
  for (const size of [
    [2049, 8],
    [8, 2049],
  ] as const) {
    t.same(readLogoPicture(await made('webp', size)), { fault: 'too-many-pixels' })
  }
  const bomb = await made('png')
  bomb.writeUInt32BE(50_000, 16)
  t.same(readLogoPicture(bomb), { fault: 'too-many-pixels' })
})

t.test('WCAG 2.2 §2.2.2: a picture that moves is no logo', async (t) => {
  t.same(readLogoPicture(await moving('webp')), { fault: 'moving' })
  t.same(readLogoPicture(await moving('gif')), { fault: 'moving' })
  // Colours of its own, or the screen's: neither is a frame, and a second image is one.
  const own = { flags: hex('00 00 00'), colours: hex('') }
  const more = Buffer.concat([hex('2c'), GIF.descriptor, GIF.data])
  for (const pieces of [{}, own]) {
    t.match(readLogoPicture(gifFile(pieces)), { media_type: 'image/gif' })
    t.same(readLogoPicture(gifFile({ ...pieces, more })), { fault: 'moving' })
  }
  const png = await made('png')
  const data = png.indexOf('IDAT') - 4
  const control = pngChunk('acTL', Buffer.alloc(8, 1))
  const apng = Buffer.concat([png.subarray(0, data), control, png.subarray(data)])
  t.same(readLogoPicture(apng), { fault: 'moving' })
  const text = Buffer.concat([png.subarray(0, -12), pngChunk('tEXt', Buffer.from('acTL')), png.subarray(-12)])
  t.match(
    readLogoPicture(text),
    { media_type: 'image/png' },
    'the word alone, behind the data, moves nothing',
  )
})
