import t from 'tap'
import { gifParts } from '../../src/passcode/gif.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import { GIF, gifExtension, gifFile, gifSubBlocks } from '../helpers/gif-pictures.ts'
import { hex } from '../helpers/pictures.ts'

const IMAGE = Buffer.concat([GIF.descriptor, GIF.data])
const PARTS = [GIF.screen, GIF.colours, IMAGE]

const partsOf = (file: Uint8Array) => gifParts(file)?.map((part) => Buffer.from(part))
const separated = (image: Uint8Array): Buffer => Buffer.concat([hex('2c'), image])

t.test('GIF89a §18-§22: screen, colours and images with their data are the picture', async (t) => {
  t.same(partsOf(gifFile()), PARTS)
  const uncoloured = { flags: hex('70 00 00'), colours: hex('') }
  t.same(partsOf(gifFile(uncoloured)), [GIF.screen, IMAGE], 'without a table of colours')
  const table = Buffer.alloc(3 * 16, 7)
  const own = Buffer.concat([hex('0000 0000 1000 1000 83'), table, GIF.data])
  t.same(partsOf(gifFile({ more: separated(own) })), [...PARTS, own], 'a second image with its own colours')
})

// Fixed here: whoever changes it locks out everybody who registered with such a picture.
t.test('Visual passcode: the digest of a GIF, canon version 1', async (t) => {
  const file = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
  const digest = '489b977926c2c18faad6f9dc98fd42d062e25abde967413cf24468fdcf5c3b6a'
  t.equal(Buffer.from(await pictureDigest(file)).toString('hex'), digest)
})

t.test('Visual passcode: what tools write into a GIF does not count', async (t) => {
  const comment = gifExtension(0xfe, Buffer.alloc(600, 'made by hand '))
  const same = {
    'the older version': gifFile({ version: Buffer.from('GIF87a') }),
    'background and aspect ratio': gifFile({ flags: hex('80 01 31') }),
    'no extensions': gifFile({ extensions: hex('') }),
    'comment, plain text, application': gifFile({
      extensions: Buffer.concat([
        comment,
        gifExtension(0x01, Buffer.alloc(12), Buffer.from('text')),
        gifExtension(0xff, Buffer.from('NETSCAPE2.0'), hex('010000')),
        gifExtension(0xff, Buffer.from('XMP DataXMP'), Buffer.alloc(700, 0x2c)),
      ]),
    }),
    'a comment behind the image': gifFile({ more: comment }),
    'a trailer': gifFile({ trailer: gifFile() }),
  }
  for (const [what, file] of Object.entries(same)) t.same(partsOf(file), PARTS, what)
})

t.test('Visual passcode: each part of a GIF counts', async (t) => {
  const changed = {
    screen: gifFile({ screen: hex('1000 1100') }),
    colours: gifFile({ colours: hex('102030 f0e0d1') }),
    descriptor: gifFile({ descriptor: hex('0000 0000 1000 1000 40') }),
    'size of the codes': gifFile({ data: Buffer.concat([hex('03'), GIF.data.subarray(1)]) }),
    data: gifFile({ data: Buffer.concat([hex('02'), gifSubBlocks(Buffer.alloc(300, 0x45))]) }),
    'a second image': gifFile({ more: separated(IMAGE) }),
  }
  for (const [what, file] of Object.entries(changed)) {
    const parts = partsOf(file)
    t.ok(parts, what)
    t.notSame(parts, PARTS, what)
  }
})

t.test('Visual passcode: what is not strictly a GIF is not read as one', async (t) => {
  const refused = {
    nothing: hex(''),
    'another version': gifFile({ version: Buffer.from('GIF88a') }),
    'a header cut short': gifFile().subarray(0, 9),
    'colours beyond the end': gifFile({ flags: hex('87 00 00') }),
    'no image': Buffer.concat([GIF.version, GIF.screen, GIF.flags, GIF.colours, GIF.extensions, GIF.end]),
    'no trailer': gifFile({ end: hex('') }),
    'another block': gifFile({ more: hex('00') }),
    'an extension without an end': gifFile({ end: hex('21fe') }),
    'data beyond the end': gifFile({ data: hex('02 ff') }),
  }
  for (const [what, file] of Object.entries(refused)) t.equal(gifParts(file), undefined, what)
})
