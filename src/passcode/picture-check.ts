/**
 * Whether a picture is fit to be a secret when it is first chosen. At sign-in none of this is asked.
 *
 * It refuses the worst alone: what hardly differs from other pictures of its kind, and what everybody has.
 *
 * Implements: RFC 1951 §3.2 (DEFLATE).
 */
import { type Bytes, joinBytes } from './bytes.ts'
import { KNOWN_PICTURES, knownName } from './known-pictures.ts'
import { codedPicture, pictureDigest } from './picture-digest.ts'
import { PICTURE_OPENING_LENGTH, type PictureFault, pictureFault } from './picture-file.ts'
import { pictureSize } from './picture-size.ts'

export type PictureWeakness = 'too-small' | 'too-plain' | 'well-known'

const LEAST_FILE_LENGTH = 2048
const LEAST_SIDE = 128
/** Of the coded picture once compressed: what repeats itself is not counted. */
const LEAST_CONTENT_LENGTH = 4096

/** @param known pictures that nobody may choose, by `knownName` */
export async function pictureCheck(
  file: Uint8Array,
  known: readonly string[] = KNOWN_PICTURES,
): Promise<PictureFault | PictureWeakness | undefined> {
  const fault = pictureFault(file.length, file.subarray(0, PICTURE_OPENING_LENGTH))
  if (fault !== undefined) return fault
  const picture = codedPicture(file)
  const { width, height } = pictureSize(picture, file) ?? { width: LEAST_SIDE, height: LEAST_SIDE }
  if (file.length < LEAST_FILE_LENGTH || width < LEAST_SIDE || height < LEAST_SIDE) return 'too-small'
  if (await isPlain(joinBytes(picture.parts))) return 'too-plain'
  return known.includes(knownName(await pictureDigest(file))) ? 'well-known' : undefined
}

/** Compresses no further than to the answer. */
async function isPlain(content: Bytes): Promise<boolean> {
  const compressed = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const reader = compressed.getReader()
  let length = 0
  while (length < LEAST_CONTENT_LENGTH) {
    const { done, value } = await reader.read()
    if (done) return true
    length += value.length
  }
  await reader.cancel()
  return false
}
