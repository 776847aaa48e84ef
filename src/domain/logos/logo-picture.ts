/**
 * Which files may be a logo: a still picture of a kind that holds no script, told by its bytes and never by its name, of a
 * size that a page can bear.
 *
 * Implements: WCAG 2.2 §2.2.2 (nothing on a page moves by itself).
 */
import { chunkName } from '../../passcode/bytes.ts'
import { type CodedPicture, codedPicture } from '../../passcode/picture-digest.ts'
import { pictureSize } from '../../passcode/picture-size.ts'

export type LogoPicture = Readonly<{ media_type: string; width: number; height: number }>

export type LogoFault = 'no-picture' | 'too-small' | 'too-many-pixels' | 'moving'

/** By the kind of the coded picture. SVG is a document that runs; HEIF is not shown everywhere. */
const MEDIA_TYPES: readonly (string | undefined)[] = [
  undefined,
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
]

/** In pixels, each way. */
const LEAST = 8
const MOST = 2048

export function readLogoPicture(file: Buffer): LogoPicture | Readonly<{ fault: LogoFault }> {
  const picture = codedPicture(file)
  const media_type = MEDIA_TYPES[picture.kind]
  const size = pictureSize(picture, file)
  if (media_type === undefined || size === undefined) return { fault: 'no-picture' }
  if (Math.min(size.width, size.height) < LEAST) return { fault: 'too-small' }
  if (Math.max(size.width, size.height) > MOST) return { fault: 'too-many-pixels' }
  if (MOVES[picture.kind]?.(picture, file)) return { fault: 'moving' }
  return { media_type, ...size }
}

type Moves = (picture: CodedPicture, file: Buffer) => boolean

/** A chunk that tells of frames stands before the picture's data (PNG Third Edition §11.3.6.1). */
const pngMoves: Moves = (_picture, file) => {
  const at = file.indexOf('acTL')
  return at >= 0 && at < file.indexOf('IDAT')
}

const webpMoves: Moves = ({ parts }) => parts.some((part) => chunkName(part, 0) === 'ANMF')

/** The parts are the screen, a colour table where the flags tell of one, and one for each image. */
const gifMoves: Moves = ({ parts }, file) => parts.length - (file.readUInt8(10) & 0x80 ? 2 : 1) > 1

const MOVES: readonly (Moves | undefined)[] = [undefined, undefined, pngMoves, webpMoves, gifMoves]
