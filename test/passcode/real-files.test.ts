/**
 * The digest over files that a well-kept library has written and metadata tools have rewritten, in Node and in a browser.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { buildAssets } from '../../src/http/assets.ts'
import { pictureCheck } from '../../src/passcode/picture-check.ts'
import { codedPicture, pictureDigest } from '../../src/passcode/picture-digest.ts'
import { pictureSize } from '../../src/passcode/picture-size.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'
import { heifFile } from '../helpers/heif-pictures.ts'
import { hex, jpegSegment, mutationsOf } from '../helpers/pictures.ts'
import { HEIGHT, pixelsOf, realPictures, scene, WIDTH } from '../helpers/real-pictures.ts'

const digestOf = async (file: Uint8Array): Promise<string> =>
  Buffer.from(await pictureDigest(file)).toString('hex')

const pictures = await realPictures()

t.test('Visual passcode: real files are read as what they are, and are fit to be chosen', async (t) => {
  for (const { name, kind, file } of pictures) {
    const picture = codedPicture(file)
    t.equal(picture.kind, kind, name)
    t.same(pictureSize(picture, file), { width: WIDTH, height: HEIGHT }, name)
    t.equal(await pictureCheck(file), undefined, name)
  }
})

t.test('Visual passcode: metadata may come and go, and the digest stays', async (t) => {
  for (const { name, file, rewriter } of pictures) {
    const rewritten = {
      put: rewriter.put(file),
      'put twice': rewriter.put(rewriter.put(file)),
      stripped: rewriter.strip(file),
      'stripped, then put': rewriter.put(rewriter.strip(file)),
      'put, then stripped': rewriter.strip(rewriter.put(file)),
    }
    const [digest, pixels] = [await digestOf(file), await pixelsOf(file)]
    t.notOk(rewritten.put.equals(file), `${name}: another file`)
    for (const [how, other] of Object.entries(rewritten)) {
      t.equal(await digestOf(other), digest, `${name}: ${how}`)
      t.ok(pixels.equals(await pixelsOf(other)), `${name}: ${how}, the same to a decoder`)
    }
  }
})

t.test('Visual passcode: what follows a JPEG does not count', async (t) => {
  const [baseline, progressive] = pictures
  const [file, second] = [baseline?.file ?? hex(''), progressive?.file ?? hex('')]
  const index = jpegSegment(0xe2, Buffer.concat([Buffer.from('MPF\0II*\0'), Buffer.alloc(60, 1)]))
  const digest = await digestOf(file)
  t.equal(await digestOf(Buffer.concat([file, Buffer.alloc(50_000, 0xd8)])), digest, 'a trailer')
  const several = Buffer.concat([file.subarray(0, 2), index, file.subarray(2), second])
  t.equal(await digestOf(several), digest, 'a second picture, with its index before')
})

t.test('Visual passcode: a picture coded anew is another one', async (t) => {
  const again = await realPictures(60)
  const others = await Promise.all([
    scene(2).jpeg().toBuffer(),
    scene().resize(160).jpeg().toBuffer(),
    scene().rotate(90).jpeg().toBuffer(),
    scene().resize(160).png().toBuffer(),
    scene().resize(160).avif({ effort: 1 }).toBuffer(),
  ])
  const files = [...[...pictures, ...again].map(({ file }) => file), ...others]
  const distinct = new Set(await Promise.all(files.map(digestOf)))
  t.equal(distinct.size, files.length)
})

t.test('Visual passcode: a bit of the coded data changed is another picture', async (t) => {
  for (const { name, file } of pictures) {
    const changed = Buffer.from(file)
    const { parts } = codedPicture(changed)
    const last = parts.at(-1) ?? hex('')
    // Parts may be copies: the place is found by what stands there.
    const middle = Buffer.from(last.subarray(last.length / 2, last.length / 2 + 16))
    const at = changed.indexOf(middle)
    changed[at] = (changed[at] ?? 0) ^ 0x10
    t.not(at, -1, name)
    t.not(await digestOf(changed), await digestOf(file), name)
  }
})

t.test('ISO/IEC 23008-12 §6.6.2.3: a grid of real tiles is its tiles', async (t) => {
  const avifs = await Promise.all(
    [1, 2, 3, 4].map((seed) => scene(seed).avif({ quality: 30, effort: 1 }).toBuffer()),
  )
  const tiles = avifs.map((file, index) => ({
    id: index + 1,
    type: 'av01',
    pieces: codedPicture(file).parts,
  }))
  const grid = { id: 5, type: 'grid', pieces: [hex('00 00 01 01 0180 0120')], construction: 1 } as const
  const references = [{ type: 'dimg', from: 5, to: [1, 2, 3, 4] }]
  const form = { items: [...tiles, grid], primary: 5, references, versions: { iloc: 1 } }
  const { kind, parts } = codedPicture(heifFile(form))
  t.equal(kind, 5)
  t.same(
    parts.map((part) => Buffer.from(part)),
    tiles.flatMap(({ pieces }) => pieces.map((piece) => Buffer.from(piece))),
  )
  const moved = heifFile({
    ...form,
    items: [grid, { id: 9, type: 'Exif', pieces: [hex('00')] }, ...tiles.toReversed()],
  })
  t.equal(await digestOf(moved), await digestOf(heifFile(form)), 'its tiles elsewhere, and Exif beside them')
  const swapped = heifFile({ ...form, references: [{ type: 'dimg', from: 5, to: [2, 1, 3, 4] }] })
  t.not(await digestOf(swapped), await digestOf(heifFile(form)), 'another order is another picture')
})

const HEAD = 600
const MUTATIONS = 125

t.test('Visual passcode: no file makes the digest or the checks throw', async (t) => {
  let count = 0
  for (const [index, { name, kind, file }] of pictures.entries()) {
    const kinds = new Set<number>()
    const heads = [...mutationsOf(file.subarray(0, HEAD), MUTATIONS, index + 1)]
    const whole = mutationsOf(file, MUTATIONS, index + 101)
    for (const mutated of [...heads.map((head) => Buffer.concat([head, file.subarray(HEAD)])), ...whole]) {
      const picture = codedPicture(mutated)
      kinds.add(picture.kind)
      pictureSize(picture, mutated)
      await pictureCheck(mutated)
      if ((await pictureDigest(mutated)).length === 32) count++
    }
    t.same([...kinds].sort(), [0, kind], `${name}: some are still read, the others are raw`)
  }
  t.equal(count, 2 * MUTATIONS * pictures.length)
})

type Verdict = Readonly<{ digest: string; check: string | null }>

t.test('Visual passcode: Chromium comes to the same verdict', { skip: withoutChromium }, async (t) => {
  const assets = buildAssets(new URL('../../', import.meta.url))
  const server = createServer(async ({ url = '' }, reply) => {
    const asset = assets.find(url.replace(`/assets/${assets.hash}/`, ''))
    const picture = pictures[Number(/^\/pictures\/(\d+)$/.exec(url)?.[1])]
    if (asset) reply.writeHead(200, asset.headers('identity')).end(await asset.body('identity'))
    else if (picture) reply.end(picture.file)
    else reply.writeHead(200, { 'content-type': 'text/html' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const modules = [assets.url('passcode/picture-digest.ts'), assets.url('passcode/picture-check.ts')]
  for (const [index, { name, file }] of pictures.entries()) {
    const verdict = await page.evaluate(
      async ([index, digestModule = '', checkModule = '']): Promise<Verdict> => {
        const { pictureDigest } = await import(String(digestModule))
        const { pictureCheck } = await import(String(checkModule))
        const picture = new Uint8Array(await (await fetch(`/pictures/${index}`)).arrayBuffer())
        const digest: Uint8Array = await pictureDigest(picture)
        const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'))
        return { digest: digits.join(''), check: (await pictureCheck(picture)) ?? null }
      },
      [index, ...modules],
    )
    t.same(verdict, { digest: await digestOf(file), check: null }, name)
  }
})
