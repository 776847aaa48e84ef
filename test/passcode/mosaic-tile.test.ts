import t from 'tap'
import { type Colour, TILE_BYTES, tileOf } from '../../src/passcode/mosaic-tile.ts'

const bytes = (form: number, ...rest: number[]) =>
  Uint8Array.from({ length: TILE_BYTES }, (_, at) => [form, ...rest][at] ?? 0)
const lightness = ([red, green, blue]: Colour) => 0.2126 * red + 0.7152 * green + 0.0722 * blue

/** Which points of a coarse raster the shape covers. */
function raster(form: number, size: number): string {
  const { distance } = tileOf(bytes(form, size))
  const places = Array.from({ length: 16 }, (_, index) => (index + 0.5) / 8 - 1)
  return places.map((y) => places.map((x) => (distance(x, y) < 0 ? '#' : '.')).join('')).join('\n')
}

t.test(
  'Visual passcode: every shape of a mosaic can be told from every other, and none is empty or the whole',
  async (t) => {
    const drawn = Array.from({ length: 8 }, (_, form) => [0, 255].map((size) => raster(form, size))).flat()
    t.equal(new Set(drawn).size, drawn.length)
    for (const each of drawn) t.ok(each.includes('#') && each.includes('.'), `\n${each}`)
  },
)

t.test('Visual passcode: a shape is turned by quarters', async (t) => {
  for (const form of [2, 3, 5]) {
    const turned = new Set([0, 1, 2, 3].map((quarters) => raster(form | (quarters << 3), 128)))
    t.equal(turned.size, 4, `shape ${form}`)
  }
})

t.test('Visual passcode: one colour of a tile is deep and the other pale, whatever the hues', async (t) => {
  for (let hue = 0; hue < 256; hue += 5) {
    const { ground, colour } = tileOf(bytes(0, 0, hue, 255 - hue, 255, 0, 255, 255))
    t.ok(lightness(colour) - lightness(ground) > 40, `hue ${hue}`)
  }
  const swapped = tileOf(bytes(0x20, 0, 10, 20))
  t.same(swapped.ground, tileOf(bytes(0, 0, 10, 20)).colour)
})

t.test('CSS Color 4 §9.4: the colours are those of Oklch', async (t) => {
  const { ground, colour } = tileOf(bytes(0))
  t.same(
    [ground, colour],
    [
      [88, 29, 51],
      [219, 186, 195],
    ],
    'oklch(0.33 0.09 0) and oklch(0.82 0.04 0)',
  )
  const other = tileOf(bytes(0, 0, 100, 200, 128, 64, 0, 32))
  t.same(
    [other.ground, other.colour],
    [
      [63, 105, 55],
      [200, 204, 239],
    ],
  )
})
