import { deflateRawSync, inflateSync } from 'node:zlib'
import t from 'tap'
import { makePicture, PICTURE_SEED_LENGTH } from '../../src/passcode/generated-picture.ts'
import { codedPicture, pictureDigest } from '../../src/passcode/picture-digest.ts'
import { pictureFault } from '../../src/passcode/picture-file.ts'

const seed = (value: number) => new Uint8Array(PICTURE_SEED_LENGTH).fill(value)

t.test(
  'Visual passcode: a generated picture is a picture, and has enough in it to be one of a kind',
  async (t) => {
    const file = await makePicture(seed(1))
    const { kind, parts } = codedPicture(file)
    t.equal(pictureFault(file.length, file), undefined)
    t.equal(kind, 2, 'read as PNG')
    t.ok(deflateRawSync(Buffer.concat(parts)).length > 4096, 'not one that compresses to nothing')
    t.ok(file.length < 64 * 1024, 'small enough to be kept anywhere')
  },
)

t.test('Visual passcode: another seed makes another picture, everywhere', async (t) => {
  const [a, b] = await Promise.all([makePicture(seed(1)), makePicture(seed(2))])
  t.not(Buffer.compare(await pictureDigest(a), await pictureDigest(b)), 0)
  const [tilesA, tilesB] = [tilesOf(a), tilesOf(b)]
  t.equal(tilesA.length, 64)
  t.equal(new Set(tilesA).size, 64, 'no two tiles of a picture are alike')
  t.notOk(tilesA.some((tile, index) => tile === tilesB[index]))
})

/** The pixels of each tile as text. */
function tilesOf(file: Uint8Array): string[] {
  const rows = inflateSync(codedPicture(file).parts[1] ?? new Uint8Array())
  const row_length = 512 * 3 + 1
  return Array.from({ length: 64 }, (_, index) => {
    const left = 1 + (index % 8) * 64 * 3
    const top = Math.floor(index / 8) * 64
    const lines = Array.from({ length: 64 }, (_, row) => {
      const start = (top + row) * row_length + left
      return rows.toString('base64', start, start + 64 * 3)
    })
    return lines.join()
  })
}
