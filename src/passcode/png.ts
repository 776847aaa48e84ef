/**
 * The coded picture within a PNG file: header, palette and compressed data, however the data is cut into chunks.
 *
 * Implements: PNG (Third Edition) §5.2, §5.3, §11.2.
 */
import { chunkName, hasBytesAt, joinBytes, viewOf } from './bytes.ts'

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

const HEADER_LENGTH = 13

/**
 * Checksums are left alone: whoever blanks metadata in place does not always write them anew.
 *
 * @returns undefined for anything that is not chunks from IHDR to IEND with data between them.
 */
export function pngParts(file: Uint8Array): readonly Uint8Array[] | undefined {
  const chunks = readChunks(file) ?? []
  const named = (name: string) => chunks.filter((chunk) => chunk.name === name).map((chunk) => chunk.payload)
  const headers = named('IHDR')
  const data = named('IDAT')
  // §5.6: IHDR comes first, and once.
  if (chunks[0]?.name !== 'IHDR' || headers.length > 1) return undefined
  if (chunks[0].payload.length !== HEADER_LENGTH || data.length === 0) return undefined
  return [...headers, ...named('PLTE'), joinBytes(data)]
}

function readChunks(file: Uint8Array): Chunk[] | undefined {
  if (!hasBytesAt(file, 0, PNG_SIGNATURE)) return undefined
  const chunks: Chunk[] = []
  let chunk = readChunk(file, PNG_SIGNATURE.length)
  while (chunk !== undefined && chunk.name !== 'IEND') {
    chunks.push(chunk)
    chunk = readChunk(file, chunk.end)
  }
  return chunk && chunks
}

type Chunk = Readonly<{ name: string; payload: Uint8Array; end: number }>

/** §5.3: length, type, data and a checksum of four bytes. */
function readChunk(file: Uint8Array, at: number): Chunk | undefined {
  const payload = at + 8
  if (payload > file.length) return undefined
  const end = payload + viewOf(file).getUint32(at) + 4
  const name = chunkName(file, at + 4)
  if (end > file.length || !/^[a-z]{4}$/i.test(name)) return undefined
  return { name, payload: file.subarray(payload, end - 4), end }
}
