/**
 * One tile of a generated picture: a shape of one colour on a ground of another, told by eight bytes.
 *
 * One of the two colours is deep and the other pale, so that every tile can be told from its neighbours at a glance,
 * also by eyes that do not tell hues apart. Colours are mixed in Oklch, where equal lightness looks equal.
 *
 * Implements: CSS Color Module Level 4 §9.4, §10.8.
 */

/** How far a point of the tile lies outside the shape; both coordinates run from -1 to 1. */
type Shape = (x: number, y: number, size: number) => number

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [number, number, number]

export type Tile = Readonly<{
  ground: Colour
  colour: Colour
  /** How far outside the shape, in tile widths of 2; negative inside. */
  distance: (x: number, y: number) => number
}>

export const TILE_BYTES = 8

const SHAPES: readonly Shape[] = [
  (x, y, size) => Math.hypot(x, y) - size, // disc
  (x, y, size) => (Math.abs(x) + Math.abs(y) - size * 1.2) * Math.SQRT1_2, // diamond
  (x, y, size) => Math.hypot(x + 1, y + 1) - size * 2, // quarter of a disc
  (x, y, size) => (x + y - size + 0.6) * Math.SQRT1_2, // corner
  (x, _y, size) => Math.abs(x) - size * 0.6, // band
  (x, y, size) => Math.max(Math.hypot(x, y) - size, y), // half of a disc
  (x, y, size) => Math.abs(Math.hypot(x, y) - size * 0.72) - size * 0.24, // ring
  (x, y, size) => Math.max(Math.hypot(x + 1, y + 1), Math.hypot(x - 1, y - 1)) - size * 0.45 - 1.5, // leaf
]

type Turn = (x: number, y: number) => readonly [number, number]

const TURNS: readonly Turn[] = [(x, y) => [x, y], (x, y) => [y, -x], (x, y) => [-x, -y], (x, y) => [-y, x]]

/** Every bit counts, so that two tiles of different bytes never look the same by rule. */
export function tileOf(bytes: Uint8Array): Tile {
  const [form = 0, size = 0, ...rest] = bytes
  const [deepHue = 0, paleHue = 0, deepLightness = 0, paleLightness = 0, deepChroma = 0, paleChroma = 0] =
    rest
  const deep = oklch(0.33 + share(deepLightness) * 0.29, 0.09 + share(deepChroma) * 0.08, turnOf(deepHue))
  const pale = oklch(0.82 + share(paleLightness) * 0.13, 0.04 + share(paleChroma) * 0.07, turnOf(paleHue))
  const shape = SHAPES[form & 7] as Shape
  const turn = TURNS[(form >>> 3) & 3] as Turn
  const drawn = 0.4 + share(size) * 0.55
  const swapped = (form & 0x20) !== 0
  return {
    ground: swapped ? pale : deep,
    colour: swapped ? deep : pale,
    distance: (x, y) => shape(...turn(x, y), drawn),
  }
}

const share = (byte: number): number => byte / 255
const turnOf = (byte: number): number => (byte / 256) * 2 * Math.PI

/** @param hue in radians */
function oklch(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos(hue)
  const b = chroma * Math.sin(hue)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    byteOf(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    byteOf(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    byteOf(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ]
}

/** §10.8: what lies outside of what a screen can show becomes its nearest edge. */
function byteOf(linear: number): number {
  const held = Math.min(Math.max(linear, 0), 1)
  const encoded = held <= 0.0031308 ? held * 12.92 : 1.055 * held ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
}
