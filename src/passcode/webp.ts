/**
 * The coded picture within a WebP file: the chunks that hold pixels, each with its name.
 *
 * Implements: RFC 9649 §2.3-§2.7.
 */
import { chunkName, hasBytesAt, joinBytes, utf8, viewOf } from './bytes.ts'

/** Lossy, lossless, transparency, a frame of an animation. VP8X is left out: its flags tell of metadata. */
const KEPT = ['VP8 ', 'VP8L', 'ALPH', 'ANMF']

const RIFF = utf8('RIFF')
const WEBP = utf8('WEBP')
const FILE_HEADER_LENGTH = 12
const CHUNK_HEADER_LENGTH = 8

export const isWebp = (file: Uint8Array): boolean => hasBytesAt(file, 0, RIFF) && hasBytesAt(file, 8, WEBP)

/** @returns undefined for anything that is not a whole list of chunks with pixels in one of them. */
export function webpParts(file: Uint8Array): readonly Uint8Array[] | undefined {
  if (!isWebp(file)) return undefined
  const view = viewOf(file)
  // §2.4: what stands beyond the size in the header is not part of the picture.
  const end = CHUNK_HEADER_LENGTH + view.getUint32(4, true)
  if (end > file.length) return undefined
  const parts: Uint8Array[] = []
  let at = FILE_HEADER_LENGTH
  while (at < end) {
    if (at + CHUNK_HEADER_LENGTH > end) return undefined
    const size = view.getUint32(at + 4, true)
    const chunkEnd = at + CHUNK_HEADER_LENGTH + size
    if (chunkEnd > end) return undefined
    if (KEPT.includes(chunkName(file, at))) {
      parts.push(joinBytes([file.subarray(at, at + 4), file.subarray(at + CHUNK_HEADER_LENGTH, chunkEnd)]))
    }
    at = chunkEnd + (size % 2) // §2.3: padded to an even length; the last pad is not missed
  }
  return parts.length > 0 ? parts : undefined
}
