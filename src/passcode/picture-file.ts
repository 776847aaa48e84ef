/**
 * Whether a chosen file can be a picture at all: told by its size and its first bytes, before the rest is read.
 *
 * A picture that is cut short or damaged is still a picture; its digest just matches no other.
 */
import { chunkName, hasBytesAt, viewOf } from './bytes.ts'
import { isGif } from './gif.ts'
import { PNG_SIGNATURE } from './png.ts'
import { isWebp } from './webp.ts'

export const PICTURE_SIZE_LIMIT = 25 * 1024 * 1024

/** As many bytes as `pictureFault` looks at. */
export const PICTURE_OPENING_LENGTH = 64

export type PictureFault = 'too-large' | 'not-a-picture'

const JPEG_SIGNATURE = Uint8Array.of(0xff, 0xd8, 0xff)

/** Brands of still and moving pictures coded as HEVC or AV1 (ISO/IEC 23008-12 §10; AV1 Image File Format §6). */
const HEIF_BRANDS = 'mif1 msf1 miaf heic heix heim heis hevc hevx hevm hevs avif avis'.split(' ')

const isJpeg = (opening: Uint8Array): boolean => hasBytesAt(opening, 0, JPEG_SIGNATURE)
const isPng = (opening: Uint8Array): boolean => hasBytesAt(opening, 0, PNG_SIGNATURE)

/** ISO/IEC 14496-12 §4.3: one brand, a version, and the brands it is compatible with, in a box of a given size. */
function isHeif(opening: Uint8Array): boolean {
  if (opening.length < 12 || chunkName(opening, 4) !== 'ftyp') return false
  const end = Math.min(opening.length, viewOf(opening).getUint32(0))
  for (let at = 8; at < end; at += 4) {
    if (at !== 12 && HEIF_BRANDS.includes(chunkName(opening, at))) return true
  }
  return false
}

const SIGNATURES = [isJpeg, isPng, isWebp, isGif, isHeif]

/**
 * @param size of the whole file in bytes
 * @param opening its first bytes, `PICTURE_OPENING_LENGTH` of them where there are so many
 */
export function pictureFault(size: number, opening: Uint8Array): PictureFault | undefined {
  if (size > PICTURE_SIZE_LIMIT) return 'too-large'
  return SIGNATURES.some((matches) => matches(opening)) ? undefined : 'not-a-picture'
}
