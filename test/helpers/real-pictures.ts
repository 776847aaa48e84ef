/**
 * Picture files as cameras and programs write them, made by libvips: all show the same scene.
 */
import sharp, { type Sharp } from 'sharp'
import {
  gifRewriter,
  heifRewriter,
  jpegRewriter,
  pngRewriter,
  type Rewriter,
  webpRewriter,
} from './picture-rewriters.ts'

export const WIDTH = 192
export const HEIGHT = 144

/** Slopes with grain on them, the same each time. */
export function scene(seed = 1): Sharp {
  let state = seed
  const samples = Buffer.from(
    Array.from({ length: WIDTH * HEIGHT * 3 }, (_, index) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      const pixel = Math.floor(index / 3)
      return (
        ((pixel % WIDTH) / 3 + Math.floor(pixel / WIDTH) / 2 + (index % 3) * 20 + ((state >> 16) % 96)) & 0xff
      )
    }),
  )
  return sharp(samples, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
}

/** Two scenes, one after the other. */
async function film(): Promise<Sharp> {
  const frames = await Promise.all([1, 2].map((seed) => scene(seed).png().toBuffer()))
  return sharp(frames, { join: { animated: true } })
}

const withCamera = (picture: Sharp): Sharp =>
  picture.withExif({ IFD0: { Make: 'Maker', Copyright: 'somebody' } }).withIccProfile('p3')

export type RealPicture = Readonly<{ name: string; kind: number; file: Buffer; rewriter: Rewriter }>

/** At another quality the same scene is another picture. */
export async function realPictures(quality = 80): Promise<RealPicture[]> {
  const colours = quality > 70 ? 128 : 16
  const jpeg = { quality, chromaSubsampling: '4:2:0' }
  const made: readonly (readonly [string, number, Sharp, Rewriter])[] = [
    ['JPEG, baseline', 1, scene().jpeg(jpeg), jpegRewriter],
    ['JPEG, progressive', 1, scene().jpeg({ ...jpeg, progressive: true }), jpegRewriter],
    ['JPEG with Exif and a profile', 1, withCamera(scene()).jpeg(jpeg), jpegRewriter],
    ['PNG', 2, withCamera(scene()).png({ adaptiveFiltering: quality > 70 }), pngRewriter],
    ['PNG with a palette', 2, scene().png({ palette: true, colours }), pngRewriter],
    ['WebP, lossy', 3, scene().webp({ quality }), webpRewriter],
    [
      'WebP, lossless, with a profile',
      3,
      withCamera(scene()).webp({ nearLossless: true, quality }),
      webpRewriter,
    ],
    ['WebP, animated', 3, (await film()).webp({ quality }), webpRewriter],
    ['GIF', 4, scene().gif({ colours }), gifRewriter],
    ['GIF, animated', 4, (await film()).gif({ colours }), gifRewriter],
    ['AVIF', 5, scene().avif({ quality, effort: 1 }), heifRewriter],
    ['AVIF with Exif', 5, withCamera(scene()).avif({ quality, effort: 1 }), heifRewriter],
  ]
  return Promise.all(
    made.map(async ([name, kind, picture, rewriter]) => ({
      name,
      kind,
      file: await picture.toBuffer(),
      rewriter,
    })),
  )
}

/** All frames as a decoder sees them. */
export const pixelsOf = (file: Buffer): Promise<Buffer> =>
  sharp(file, { pages: -1, ignoreIcc: true }).raw().toBuffer()
