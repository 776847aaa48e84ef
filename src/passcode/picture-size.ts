/**
 * Width and height of a picture in pixels, as the header of its format says, without decoding it.
 *
 * Implements: ITU-T T.81 §B.2.2; PNG (Third Edition) §11.2.1; RFC 6386 §9.1; RFC 9649 §2.7.1.1, §3; GIF89a §18.
 */
import { chunkName } from './bytes.ts'
import { heifSize } from './heif-size.ts'
import type { CodedPicture } from './picture-digest.ts'

export type PictureSize = Readonly<{ width: number; height: number }>

/** @returns undefined where the file does not say: when it was not read strictly, above all. */
export function pictureSize({ kind, parts }: CodedPicture, file: Uint8Array): PictureSize | undefined {
  return [undefined, jpegSize, pngSize, webpSize, gifSize, () => heifSize(file)][kind]?.(parts)
}

type Parts = readonly Uint8Array[]

/** The first part is the frame header: marker code, precision, lines, samples a line. */
const jpegSize = ([frame]: Parts): PictureSize => ({ height: big(frame, 2, 2), width: big(frame, 4, 2) })

const pngSize = ([header]: Parts): PictureSize => ({ width: big(header, 0, 4), height: big(header, 4, 4) })

const gifSize = ([screen]: Parts): PictureSize => ({
  width: little(screen, 0, 2),
  height: little(screen, 2, 2),
})

/** As far as the frames of an animation reach; a still picture is one frame. */
const webpSize = (parts: Parts): PictureSize =>
  parts.map(webpFrame).reduce((whole, frame) => ({
    width: Math.max(whole.width, frame.width),
    height: Math.max(whole.height, frame.height),
  }))

function webpFrame(part: Uint8Array): PictureSize {
  const name = chunkName(part, 0)
  if (name === 'VP8 ') return { width: little(part, 10, 2) & 0x3fff, height: little(part, 12, 2) & 0x3fff }
  if (name === 'VP8L') {
    const sizes = little(part, 5, 4)
    return { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 }
  }
  // RFC 9649 §2.7.1.1: offsets are halved, sizes are one less.
  if (name === 'ANMF') {
    const [left, top] = [2 * little(part, 4, 3), 2 * little(part, 7, 3)]
    return { width: left + little(part, 10, 3) + 1, height: top + little(part, 13, 3) + 1 }
  }
  return { width: 0, height: 0 }
}

const big = (part: Uint8Array | undefined, at: number, length: number): number =>
  Number(part?.subarray(at, at + length).reduce((value, byte) => value * 256 + byte, 0))

const little = (part: Uint8Array | undefined, at: number, length: number): number =>
  Number(part?.subarray(at, at + length).reduceRight((value, byte) => value * 256 + byte, 0))
