/**
 * The coded picture within a GIF file: size of the screen, colour tables, and each image with its compressed data.
 *
 * Implements: GIF89a §15-§22, §27.
 */
import { hasBytesAt, utf8 } from './bytes.ts'

const SIGNATURES = [utf8('GIF87a'), utf8('GIF89a')]

export const isGif = (file: Uint8Array): boolean =>
  SIGNATURES.some((signature) => hasBytesAt(file, 0, signature))

const SCREEN = { start: 6, sizeEnd: 10, end: 13 } as const
const EXTENSION = 0x21
const IMAGE = 0x2c
const TRAILER = 0x3b
/** §20: separator and descriptor; the last byte tells of a table. */
const IMAGE_HEADER_LENGTH = 10

/**
 * Version, background and aspect ratio are left out, and all extensions: they tell how to show the picture. What
 * follows the trailer is not looked at.
 *
 * @returns undefined for anything that is not blocks up to the trailer with an image among them.
 */
export function gifParts(file: Uint8Array): readonly Uint8Array[] | undefined {
  if (!isGif(file)) return undefined
  const tableEnd = SCREEN.end + tableLength(file[SCREEN.sizeEnd])
  const images = readImages(file, tableEnd) ?? []
  if (images.length === 0) return undefined
  const table = file.subarray(SCREEN.end, tableEnd)
  return [file.subarray(SCREEN.start, SCREEN.sizeEnd), ...(table.length > 0 ? [table] : []), ...images]
}

/** §19, §21: three bytes for each of 2 to 256 colours, where the flags tell that there is a table. */
const tableLength = (flags = 0): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)

/** Each image from behind its separator, with its own colours and data. */
function readImages(file: Uint8Array, start: number): Uint8Array[] | undefined {
  const images: Uint8Array[] = []
  let at = start
  while (file[at] !== TRAILER) {
    const end = endOfBlock(file, at)
    if (end === undefined) return undefined
    if (file[at] === IMAGE) images.push(file.subarray(at + 1, end))
    at = end
  }
  return images
}

function endOfBlock(file: Uint8Array, at: number): number | undefined {
  if (file[at] === EXTENSION) return endOfSubBlocks(file, at + 2)
  if (file[at] !== IMAGE) return undefined
  const dataStart = at + IMAGE_HEADER_LENGTH + tableLength(file[at + IMAGE_HEADER_LENGTH - 1])
  // §22: the code size comes first.
  return endOfSubBlocks(file, dataStart + 1)
}

/** §15, §16: each has its size before it; one without content ends them. */
function endOfSubBlocks(file: Uint8Array, start: number): number | undefined {
  let at = start
  let size = file[at]
  while (size !== undefined && size > 0) {
    at += 1 + size
    size = file[at]
  }
  return size === undefined ? undefined : at + 1
}
