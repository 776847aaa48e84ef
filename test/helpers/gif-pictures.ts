/**
 * GIF files, made byte by byte.
 */
import { hex } from './pictures.ts'

/** Data sub-blocks of at most 255 bytes, with the empty one that ends them. */
export function gifSubBlocks(data: Uint8Array): Buffer {
  const blocks = Array.from({ length: Math.ceil(data.length / 255) }, (_, index) => {
    const block = data.subarray(index * 255, (index + 1) * 255)
    return Buffer.concat([Buffer.of(block.length), block])
  })
  return Buffer.concat([...blocks, hex('00')])
}

export const gifExtension = (label: number, ...blocks: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.of(0x21, label),
    ...blocks.map((block) => gifSubBlocks(block).subarray(0, -1)),
    hex('00'),
  ])

export const GIF = {
  version: Buffer.from('GIF89a'),
  screen: hex('1000 1000'),
  /** A table of two colours follows; background and aspect ratio. */
  flags: hex('80 00 00'),
  colours: hex('102030 f0e0d0'),
  extensions: gifExtension(0xf9, hex('01000000')),
  /** The whole screen, no table of its own. */
  descriptor: hex('0000 0000 1000 1000 00'),
  /** Size of the codes, and codes that nobody decodes here. */
  data: Buffer.concat([hex('02'), gifSubBlocks(Buffer.alloc(300, 0x44))]),
  end: hex('3b'),
} as const

/** A GIF of the given pieces, in the order of the file; what is not named is as in `GIF`. */
export function gifFile(
  pieces: Partial<Record<keyof typeof GIF | 'more' | 'trailer', Uint8Array>> = {},
): Buffer {
  const all = { ...GIF, more: hex(''), trailer: hex(''), ...pieces }
  return Buffer.concat([
    ...[all.version, all.screen, all.flags, all.colours, all.extensions],
    ...[hex('2c'), all.descriptor, all.data, all.more, all.end, all.trailer],
  ])
}
