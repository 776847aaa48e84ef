/**
 * Small pictures, made byte by byte, so that a test says exactly what differs between two files.
 */
import { crc32, deflateSync } from 'node:zlib'

export const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** JPEG: one segment, with its marker and length. */
export function jpegSegment(code: number, payload: Uint8Array): Buffer {
  const head = Buffer.of(0xff, code, 0, 0)
  head.writeUInt16BE(payload.length + 2, 2)
  return Buffer.concat([head, payload])
}

/** Quantization by one throughout. */
const DQT = jpegSegment(0xdb, Buffer.concat([hex('00'), Buffer.alloc(64, 1)]))
/** Difference categories 0, 8 and 11 as 00, 01 and 10; end of block as 1110. */
const DHT = jpegSegment(
  0xc4,
  Buffer.concat([
    hex('00 00030000000000000000000000000000 00080b'),
    hex('10 00000101000000000000000000000000 0100'),
  ]),
)
const DRI = jpegSegment(0xdd, hex('0001'))

export const JPEG = {
  start: hex('ffd8'),
  jfif: jpegSegment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
  tables: Buffer.concat([DQT, DHT, DRI]),
  /** 16 x 8, one component of 8 bits. */
  frame: jpegSegment(0xc0, hex('08 0008 0010 01 011100')),
  scan: jpegSegment(0xda, hex('01 0100 003f00')),
  /** Two blocks with a stuffed FF00 and a restart marker between them. */
  data: hex('bfff007f ffd0 3b'),
  end: hex('ffd9'),
} as const

/** A baseline JPEG of the given pieces, in the order of the file; what is not named is as in `JPEG`. */
export function jpegFile(pieces: Partial<Record<keyof typeof JPEG | 'trailer', Uint8Array>> = {}): Buffer {
  const { start, jfif, tables, frame, scan, data, end, trailer } = { ...JPEG, trailer: hex(''), ...pieces }
  return Buffer.concat([start, jfif, tables, frame, scan, data, end, trailer])
}

const PNG_SIGNATURE = hex('89504e470d0a1a0a')

/** PNG: one chunk, with its length and checksum. */
export function pngChunk(name: string, payload: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), payload])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(payload.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}

const SIDE = 16
const ROWS = Array.from({ length: SIDE }, (_, row) =>
  Buffer.concat([hex('00'), Buffer.from(Array.from({ length: SIDE }, (_, column) => (row * column) % 2))]),
)

/** A picture of 16 x 16 in two colours. */
export const PNG = {
  header: pngChunk('IHDR', hex('00000010 00000010 08 03 00 00 00')),
  palette: pngChunk('PLTE', hex('102030 f0e0d0')),
  data: deflateSync(Buffer.concat(ROWS), { level: 0 }),
  end: pngChunk('IEND', hex('')),
} as const

export const pngOf = (...chunks: readonly Uint8Array[]): Buffer => Buffer.concat([PNG_SIGNATURE, ...chunks])

/** @param extra chunks between palette and data; `cuts` is into how many chunks the data is cut. */
export function pngFile(extra: readonly Uint8Array[] = [], cuts = 1): Buffer {
  const length = Math.ceil(PNG.data.length / cuts)
  const data = Array.from({ length: cuts }, (_, index) =>
    pngChunk('IDAT', PNG.data.subarray(index * length, (index + 1) * length)),
  )
  return pngOf(PNG.header, PNG.palette, ...extra, ...data, PNG.end)
}

/** WebP: one chunk, padded to an even length. */
export function webpChunk(name: string, payload: Uint8Array): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(payload.length)
  return Buffer.concat([Buffer.from(name, 'latin1'), size, payload, Buffer.alloc(payload.length % 2)])
}

export function webpOf(...chunks: readonly Uint8Array[]): Buffer {
  const list = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  const size = Buffer.alloc(4)
  size.writeUInt32LE(list.length)
  return Buffer.concat([Buffer.from('RIFF'), size, list])
}

/** The chunks of a still picture with transparency; the coded data has an odd length. */
export const WEBP = {
  extended: (flags: number): Buffer =>
    webpChunk('VP8X', Buffer.concat([Buffer.of(flags), hex('000000 0f0000 0f0000')])),
  transparency: webpChunk('ALPH', hex('00 ffeeddccbbaa')),
  lossy: webpChunk('VP8 ', hex('300100 9d012a 1000 1000 0034 2580 0274 b600 fefb94 00 11')),
} as const

export const webpFile = (): Buffer => webpOf(WEBP.extended(0x10), WEBP.transparency, WEBP.lossy)

/**
 * Files that differ from the given one by a few bytes changed, put in, taken out or cut off: the same ones each time.
 *
 * @param seed not 0
 */
export function* mutationsOf(file: Uint8Array, count: number, seed: number): Generator<Buffer> {
  let state = seed
  const draw = (limit: number): number => {
    // xorshift32
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
  for (let index = 0; index < count; index++) {
    let mutated = Buffer.from(file)
    for (let change = draw(3); change >= 0; change--) {
      const at = draw(mutated.length + 1)
      const before = mutated.subarray(0, at)
      const inserted = Buffer.from(Array.from({ length: draw(4) }, () => draw(256)))
      const tail = [
        mutated.subarray(at + inserted.length),
        mutated.subarray(at),
        mutated.subarray(at + 1),
        hex(''),
      ]
      mutated = Buffer.concat([before, inserted, tail[draw(tail.length)] ?? hex('')])
    }
    yield mutated
  }
}
