/**
 * The ISO base media file format, in which HEIC and AVIF are written: boxes within boxes, and numbers within those.
 *
 * Implements: ISO/IEC 14496-12 §4.2.
 */
import { chunkName, viewOf } from './bytes.ts'

export type Box = Readonly<{ type: string; content: Uint8Array }>

const HEADER_LENGTH = 8
const LARGE_HEADER_LENGTH = 16
/** Stands where a size of 32 bits would: one of 64 bits follows, or the box goes on to the end. */
const SIZE = { large: 1, toTheEnd: 0 } as const

/** @returns undefined where the bytes are anything but whole boxes. */
export function readBoxes(bytes: Uint8Array): readonly Box[] | undefined {
  const boxes: Box[] = []
  let at = 0
  while (at < bytes.length) {
    const box = readBox(bytes.subarray(at))
    if (box === undefined) return undefined
    boxes.push(box)
    at += box.size
  }
  return boxes
}

function readBox(bytes: Uint8Array): (Box & Readonly<{ size: number }>) | undefined {
  if (bytes.length < HEADER_LENGTH) return undefined
  const stated = viewOf(bytes).getUint32(0)
  const header = stated === SIZE.large ? LARGE_HEADER_LENGTH : HEADER_LENGTH
  if (bytes.length < header) return undefined
  const size = wholeSize(bytes, stated)
  if (size < header || size > bytes.length) return undefined
  return { type: chunkName(bytes, 4), content: bytes.subarray(header, size), size }
}

function wholeSize(bytes: Uint8Array, stated: number): number {
  if (stated === SIZE.toTheEnd) return bytes.length
  return stated === SIZE.large ? Number(viewOf(bytes).getBigUint64(HEADER_LENGTH)) : stated
}

/** The box of a type, when there is exactly one. */
export function onlyBox(boxes: readonly Box[], type: string): Box | undefined {
  const [box, ...others] = boxes.filter((each) => each.type === type)
  return others.length === 0 ? box : undefined
}

export type Fields = Readonly<{
  /** Reads so many bytes, the most significant first: NaN from where they are not all there, 0 for none. */
  number: (length: number) => number
  /** All that was not read yet. */
  rest: () => Uint8Array
  /** Whether more was read than there is. */
  overran: () => boolean
}>

export function openFields(content: Uint8Array): Fields {
  let at = 0
  const overran = () => at > content.length
  return {
    number(length) {
      at += length
      return overran() ? Number.NaN : content.subarray(at - length, at).reduce(appendByte, 0)
    },
    rest: () => content.subarray(at),
    overran,
  }
}

const appendByte = (value: number, byte: number): number => value * 256 + byte

/** A box that begins with its version and flags. */
export function openFullBox({ content }: Box): Fields & Readonly<{ version: number; flags: number }> {
  const fields = openFields(content)
  const version = fields.number(1)
  return { ...fields, version, flags: fields.number(3) }
}
