/**
 * Rewrites picture files as metadata tools do: puts metadata in, or takes all of it out, and leaves the picture alone.
 */
import { gifExtension } from './gif-pictures.ts'
import { box, fullBox, number } from './heif-pictures.ts'
import { hex, jpegSegment, pngChunk, pngOf, webpChunk, webpOf } from './pictures.ts'

export type Rewriter = Readonly<{ put: (file: Buffer) => Buffer; strip: (file: Buffer) => Buffer }>

const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>'
const EXIF = Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1'), Buffer.alloc(120, 'GPS ')])

/** Every segment before the first scan, with its marker, and the rest. */
function splitJpeg(file: Buffer): Readonly<{ segments: readonly Buffer[]; rest: Buffer }> {
  const segments: Buffer[] = []
  let at = 2
  while (file[at + 1] !== 0xda) {
    const end = at + 2 + file.readUInt16BE(at + 2)
    segments.push(file.subarray(at, end))
    at = end
  }
  return { segments, rest: file.subarray(at) }
}

export const jpegRewriter: Rewriter = {
  put(file) {
    const { segments, rest } = splitJpeg(file)
    const exif = jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), EXIF]))
    const xmp = jpegSegment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${XMP}`))
    return Buffer.concat([hex('ffd8'), exif, xmp, ...segments, jpegSegment(0xfe, Buffer.from('seen')), rest])
  },
  strip(file) {
    const { segments, rest } = splitJpeg(file)
    const kept = segments.filter(([, code = 0]) => code < 0xe0)
    return Buffer.concat([hex('ffd8'), ...kept, rest.subarray(0, rest.indexOf(hex('ffd9')) + 2)])
  },
}

function chunksOf(file: Buffer, start: number, sizeOf: (at: number) => number) {
  const chunks: Buffer[] = []
  for (let at = start; at < file.length; at += sizeOf(at)) chunks.push(file.subarray(at, at + sizeOf(at)))
  return chunks
}

const pngChunks = (file: Buffer) => chunksOf(file, 8, (at) => file.readUInt32BE(at) + 12)
const pngName = (chunk: Buffer) => chunk.toString('latin1', 4, 8)

export const pngRewriter: Rewriter = {
  put(file) {
    const [header = hex(''), ...others] = pngChunks(file)
    const text = pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${XMP}`))
    return pngOf(header, pngChunk('eXIf', EXIF), text, ...others)
  },
  strip: (file) => pngOf(...pngChunks(file).filter((chunk) => /^[A-Z]/.test(pngName(chunk)))),
}

const webpChunks = (file: Buffer) => {
  const padded = (size: number) => size + (size % 2)
  return chunksOf(file, 12, (at) => 8 + padded(file.readUInt32LE(at + 4)))
}
const webpName = (chunk: Buffer) => chunk.toString('latin1', 0, 4)

/** Profile, Exif, XMP. */
const WEBP_METADATA_FLAGS = 0x2c
/** Exif and XMP, and a picture of 192 x 144 pixels. */
const VP8X = hex('0c 000000 bf0000 8f0000')

/** With other flags where there is such a chunk; without the metadata. */
function webpPictures(file: Buffer, flags: number, otherwise: readonly Buffer[]): Buffer[] {
  const chunks = webpChunks(file).filter((chunk) => !/^(?:ICCP|EXIF|XMP )$/.test(webpName(chunk)))
  const [first, ...others] = chunks
  if (first === undefined || webpName(first) !== 'VP8X') return [...otherwise, ...chunks]
  const content = Buffer.from(first.subarray(8))
  content[0] = ((content[0] ?? 0) & ~WEBP_METADATA_FLAGS) | flags
  return [webpChunk('VP8X', content), ...others]
}

export const webpRewriter: Rewriter = {
  put(file) {
    const pictures = webpPictures(file, 0x0c, [webpChunk('VP8X', VP8X)])
    return webpOf(...pictures, webpChunk('EXIF', EXIF), webpChunk('XMP ', Buffer.from(XMP)))
  },
  strip: (file) => webpOf(...webpPictures(file, 0, [])),
}

/** Where the first block begins: behind the screen and its colours. */
const gifStart = (file: Buffer): number => {
  const flags = file[10] ?? 0
  return 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
}

export const gifRewriter: Rewriter = {
  put(file) {
    const at = gifStart(file)
    const xmp = gifExtension(0xff, Buffer.from('XMP DataXMP'), Buffer.from(XMP))
    const comment = gifExtension(0xfe, Buffer.alloc(300, 'seen '))
    return Buffer.concat([file.subarray(0, at), comment, file.subarray(at, -1), xmp, hex('3b')])
  },
  strip(file) {
    let at = gifStart(file)
    const start = at
    while (file[at] === 0x21) {
      at += 2
      while (file[at] !== 0) at += 1 + (file[at] ?? 0)
      at += 1
    }
    return Buffer.concat([file.subarray(0, start), file.subarray(at)])
  },
}

const boxesOf = (content: Buffer) => chunksOf(content, 0, (at) => content.readUInt32BE(at))
const boxType = (bytes: Buffer | undefined) => bytes?.toString('latin1', 4, 8)

type Located = Readonly<{ id: number; entry: (shift: number) => Buffer }>

/** Entries of an iloc box as libheif writes them: version 0, base, offset and length of 4 bytes, one extent. */
function locatedItems(iloc: Buffer): Located[] {
  if (iloc.readUInt32BE(8) !== 0 || iloc.readUInt16BE(12) !== 0x4440) throw new Error('another form of iloc')
  return chunksOf(iloc, 16, () => 18).map((entry) => ({
    id: entry.readUInt16BE(0),
    entry: (shift) => {
      const moved = Buffer.from(entry)
      moved.writeUInt32BE(moved.readUInt32BE(4) + shift, 4)
      return moved
    },
  }))
}

/** Writes the meta box anew with other items beside the pictures; `behind` is put at the end of the file. */
function rewriteItems(file: Buffer, isKept: (type: string) => boolean, added: readonly string[]): Buffer {
  const top = boxesOf(file)
  const old = top.find((each) => boxType(each) === 'meta') ?? hex('')
  const children = boxesOf(old.subarray(12))
  const child = (type: string) => children.find((each) => boxType(each) === type) ?? hex('')
  const entries = boxesOf(child('iinf').subarray(14)).filter((entry) =>
    isKept(entry.toString('latin1', 16, 20)),
  )
  const ids = entries.map((entry) => entry.readUInt16BE(12))
  const located = locatedItems(child('iloc')).filter(({ id }) => ids.includes(id))
  const references = boxesOf(child('iref').subarray(12)).filter((each) => ids.includes(each.readUInt16BE(8)))
  const fresh = added.map((type, index) => ({
    id: 900 + index,
    type,
    data: Buffer.concat([hex('00000006'), EXIF]),
  }))

  const write = (shift: number, end: number) => {
    const locations = [
      ...located.map(({ entry }) => entry(shift)),
      ...fresh.map(({ id, data }, index) =>
        Buffer.concat([
          number(id, 2),
          hex('0000 00000000 0001'),
          number(end + index * data.length, 4),
          number(data.length, 4),
        ]),
      ),
    ]
    const infes = fresh.map(({ id, type }) =>
      fullBox('infe', 2, number(id, 2), hex('0000'), Buffer.from(`${type}\0`)),
    )
    const links = fresh.map(({ id }) => box('cdsc', number(id, 2), hex('0001 0001')))
    const replaced: Record<string, Buffer> = {
      iinf: fullBox('iinf', 0, number(entries.length + fresh.length, 2), ...entries, ...infes),
      iloc: fullBox('iloc', 0, hex('4440'), number(locations.length, 2), ...locations),
    }
    const others = children.filter((each) => boxType(each) !== 'iref')
    const iref = fullBox('iref', 0, ...references, ...links)
    return fullBox('meta', 0, ...others.map((each) => replaced[boxType(each) ?? ''] ?? each), iref)
  }
  const shift = write(0, 0).length - old.length
  const meta = write(shift, file.length + shift + 8)
  const behind = fresh.length > 0 ? [box('mdat', ...fresh.map(({ data }) => data))] : []
  return Buffer.concat([...top.map((each) => (each === old ? meta : each)), ...behind])
}

export const heifRewriter: Rewriter = {
  put: (file) => rewriteItems(file, () => true, ['Exif', 'mime']),
  strip: (file) => rewriteItems(file, (type) => type === 'av01', []),
}
