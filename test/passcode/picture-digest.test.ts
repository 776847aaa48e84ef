import t from 'tap'
import { codedPicture, pictureDigest } from '../../src/passcode/picture-digest.ts'
import { gifFile } from '../helpers/gif-pictures.ts'
import { heifFile } from '../helpers/heif-pictures.ts'
import { hex, jpegFile, mutationsOf, pngFile, webpFile } from '../helpers/pictures.ts'

const digestOf = async (file: Uint8Array): Promise<string> =>
  Buffer.from(await pictureDigest(file)).toString('hex')

t.test('Visual passcode: a file that is no picture is digested byte by byte', async (t) => {
  t.equal(
    await digestOf(Buffer.from('hello')),
    '25010273b08ea7d3321fc3f64b7e9610670500982cb7dbdf64b3249addc8cfb0',
  )
  t.same(codedPicture(hex('')), { kind: 0, parts: [hex('')] })
})

// Fixed here: whoever changes one of these locks out everybody who registered with such a picture.
t.test('Visual passcode: the digest of each format, canon version 1', async (t) => {
  t.same(
    [jpegFile(), pngFile(), webpFile(), gifFile(), heifFile()].map((file) => codedPicture(file).kind),
    [1, 2, 3, 4, 5],
  )
  t.equal(await digestOf(jpegFile()), 'f0d6758d858f2135c47562a8578dae1f53dbbe9ec1f65917985b1a234d89414e')
  t.equal(await digestOf(pngFile()), 'd890fef083563461f620e510258f3e8b6377a9cb11ae9c7d6b9bc9e271ea5686')
  t.equal(await digestOf(webpFile()), '254af6f93df7f4c2b526db9fb503f26c29d03657282f64855743f508cb9c0946')
})

t.test(
  'Visual passcode: the same parts in another format, or cut otherwise, give another digest',
  async (t) => {
    const whole = codedPicture(jpegFile())
    const joined = Buffer.concat(whole.parts.map((part) => Buffer.from(part)))
    t.not(await digestOf(joined), await digestOf(jpegFile()))
  },
)

t.test('Visual passcode: a file inside a larger buffer has the digest of the file', async (t) => {
  for (const file of [jpegFile(), pngFile(), webpFile(), gifFile(), heifFile()]) {
    const pool = Buffer.concat([hex('ffd8'), file, hex('ffd9')])
    t.equal(await digestOf(pool.subarray(2, 2 + file.length)), await digestOf(file))
  }
})

t.test('Visual passcode: no bytes make the digest throw', async (t) => {
  for (const [index, file] of [jpegFile(), pngFile([], 3), webpFile(), gifFile(), heifFile()].entries()) {
    const kinds = new Set<number>()
    for (const mutated of mutationsOf(file, 2000, index + 1)) {
      const digest = await pictureDigest(mutated)
      if (digest.length !== 32) t.fail(`no digest of ${mutated.toString('hex')}`)
      kinds.add(codedPicture(mutated).kind)
    }
    t.same([...kinds].sort(), [0, index + 1], 'some are still read, the others are raw')
  }
})

t.test('Visual passcode: a picture cut short is digested as it is', async (t) => {
  for (const file of [jpegFile(), pngFile(), webpFile(), gifFile(), heifFile()]) {
    const kinds = Array.from(file.keys(), (length) => codedPicture(file.subarray(0, length)).kind)
    t.equal(Math.max(...kinds), 0, 'at no length is it the whole picture')
  }
})

t.test('Visual passcode: hundreds of thousands of empty parts are no hindrance', async (t) => {
  const nothing = hex('00000000 49444154 35af061e')
  const [head, tail] = [pngFile().subarray(0, -12), pngFile().subarray(-12)]
  const file = Buffer.concat([head, ...Array.from({ length: 300_000 }, () => nothing), tail])
  t.equal(await digestOf(file), await digestOf(pngFile()))
})
