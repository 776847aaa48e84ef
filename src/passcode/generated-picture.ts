/**
 * A picture made for one person: a mosaic of 64 tiles, drawn from 256 bits of chance.
 *
 * The file is the secret and cannot be made again from its seed: engines compress differently. So the seed is
 * thrown away, and the file is kept by the person.
 *
 * Implements: FIPS 180-4 §6.4 (SHA-512).
 */
import { type Bytes, joinBytes, utf8 } from './bytes.ts'
import { TILE_BYTES, type Tile, tileOf } from './mosaic-tile.ts'
import { encodePng } from './png-encoder.ts'

export const PICTURE_SEED_LENGTH = 32

const TILES_A_SIDE = 8
const TILE_PIXELS = 64
const SIDE = TILES_A_SIDE * TILE_PIXELS
const DIGEST_LENGTH = 64

/**
 * @param seed 32 bytes that nobody can foresee
 * @returns a PNG file
 */
export async function makePicture(seed: Uint8Array): Promise<Bytes> {
  const drawn = await expand(seed, TILES_A_SIDE ** 2 * TILE_BYTES)
  const pixels = new Uint8Array(SIDE * SIDE * 3)
  for (let index = 0; index < TILES_A_SIDE ** 2; index++) {
    const tile = tileOf(drawn.subarray(index * TILE_BYTES, (index + 1) * TILE_BYTES))
    const left = (index % TILES_A_SIDE) * TILE_PIXELS
    const top = Math.floor(index / TILES_A_SIDE) * TILE_PIXELS
    paint(pixels, tile, left, top)
  }
  return encodePng(SIDE, SIDE, pixels)
}

/** SHA-512 over a counter and the seed, block after block. */
async function expand(seed: Uint8Array, length: number): Promise<Bytes> {
  const blocks = Array.from({ length: length / DIGEST_LENGTH }, (_, count) =>
    crypto.subtle.digest('SHA-512', joinBytes([utf8('vpc/mosaic/v1\0'), Uint8Array.of(count), seed])),
  )
  return joinBytes((await Promise.all(blocks)).map((block) => new Uint8Array(block)))
}

function paint(pixels: Uint8Array, { ground, colour, distance }: Tile, left: number, top: number): void {
  for (let row = 0; row < TILE_PIXELS; row++) {
    for (let column = 0; column < TILE_PIXELS; column++) {
      const covered = coverage(distance(unit(column), unit(row)))
      const at = ((top + row) * SIDE + left + column) * 3
      pixels.set(
        ground.map((value, channel) => Math.round(value + (Number(colour[channel]) - value) * covered)),
        at,
      )
    }
  }
}

/** The middle of a pixel, from -1 to 1 across the tile. */
const unit = (pixel: number): number => ((pixel + 0.5) / TILE_PIXELS) * 2 - 1

/** How much of a pixel the shape covers, so that its edge is smooth. */
const coverage = (distance: number): number => Math.min(Math.max(0.5 - (distance * TILE_PIXELS) / 2, 0), 1)
