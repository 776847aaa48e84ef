/**
 * Writes a PNG file: eight bits of red, green and blue for each pixel, and nothing that is not the picture.
 *
 * Implements: PNG (Third Edition) §5.2, §5.3, §5.5, §9.2, §10.1, §11.2.
 */
import { type Bytes, joinBytes, uint32, utf8 } from './bytes.ts'
import { PNG_SIGNATURE } from './png.ts'

const BYTES_PER_PIXEL = 3
/** §9.2: rows as they are, since repeated rows of plain shapes compress best so. */
const FILTER_NONE = 0

/** Eight bits deep, truecolour, no interlacing. */
const HEADER_END = Uint8Array.of(8, 2, 0, 0, 0)

/** @param pixels row by row, three bytes each */
export async function encodePng(width: number, height: number, pixels: Uint8Array): Promise<Bytes> {
  return joinBytes([
    PNG_SIGNATURE,
    chunk('IHDR', joinBytes([uint32(width), uint32(height), HEADER_END])),
    chunk('IDAT', await deflate(filterRows(width * BYTES_PER_PIXEL, height, pixels))),
    chunk('IEND', new Uint8Array()),
  ])
}

function filterRows(rowLength: number, height: number, pixels: Uint8Array): Bytes {
  const rows = Array.from({ length: height }, (_, row) => [
    Uint8Array.of(FILTER_NONE),
    pixels.subarray(row * rowLength, (row + 1) * rowLength),
  ])
  return joinBytes(rows.flat())
}

/** §10.1: in the zlib format. */
async function deflate(bytes: Bytes): Promise<Bytes> {
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(compressed).arrayBuffer())
}

function chunk(name: string, payload: Uint8Array): Bytes {
  const checked = joinBytes([utf8(name), payload])
  return joinBytes([uint32(payload.length), checked, uint32(crc32(checked))])
}

/** §5.5: bit by bit; a picture has few enough of them. */
function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (const byte of bytes) {
    remainder ^= byte
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
  }
  return ~remainder
}
