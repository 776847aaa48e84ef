/**
 * The digest of a picture: of its coded image data alone, so that metadata may come and go, while any change of
 * the picture itself gives another digest.
 *
 * The format is told by content, never by name or media type. A file that no row of the table reads strictly is
 * digested byte by byte. Every rule here is canon version 1: a change of one is a new version, since it
 * would lock out whoever registered before.
 */
import { type Bytes, joinBytes, uint32, utf8 } from './bytes.ts'
import { gifParts } from './gif.ts'
import { heifParts } from './heif.ts'
import { jpegParts } from './jpeg.ts'
import { pngParts } from './png.ts'
import { webpParts } from './webp.ts'

export const CANON_VERSION = 1

const RAW = 0

type PartsReader = (file: Uint8Array) => readonly Uint8Array[] | undefined

/** One row for each format: the kind it has in the digest, and who reads it. */
const FORMATS: readonly Readonly<{ kind: number; parts: PartsReader }>[] = [
  { kind: 1, parts: jpegParts },
  { kind: 2, parts: pngParts },
  { kind: 3, parts: webpParts },
  { kind: 4, parts: gifParts },
  { kind: 5, parts: heifParts },
]

export type CodedPicture = Readonly<{ kind: number; parts: readonly Uint8Array[] }>

/** Never throws, whatever the bytes. */
export function codedPicture(file: Uint8Array): CodedPicture {
  for (const { kind, parts: read } of FORMATS) {
    const parts = read(file)
    if (parts !== undefined) return { kind, parts }
  }
  return { kind: RAW, parts: [file] }
}

/** @returns 32 bytes. */
export async function pictureDigest(file: Uint8Array): Promise<Bytes> {
  const { kind, parts } = codedPicture(file)
  const counted = parts.flatMap((part) => [uint32(part.length), part])
  const message = joinBytes([utf8('vpc/picture/v1\0'), Uint8Array.of(kind), ...counted])
  return new Uint8Array(await crypto.subtle.digest('SHA-256', message))
}
