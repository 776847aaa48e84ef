/**
 * HEIF files, made box by box: the container alone matters, so the coded data may be any bytes.
 */
import { hex } from './pictures.ts'

/** An unsigned number of so many bytes, the most significant first. */
export function number(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes.subarray(8 - length)
}

export const box = (type: string, ...content: readonly Uint8Array[]): Buffer => {
  const joined = Buffer.concat(content)
  return Buffer.concat([number(joined.length + 8, 4), Buffer.from(type, 'latin1'), joined])
}

/** A box whose size has 64 bits. */
export const largeBox = (type: string, content: Uint8Array): Buffer =>
  Buffer.concat([number(1, 4), Buffer.from(type, 'latin1'), number(content.length + 16, 8), content])

/** A box whose size says: to the end of the file. */
export const lastBox = (type: string, content: Uint8Array): Buffer =>
  Buffer.concat([number(0, 4), Buffer.from(type, 'latin1'), content])

export const fullBox = (type: string, version: number, ...content: readonly Uint8Array[]): Buffer =>
  box(type, number(version, 1), hex('000000'), ...content)

/** `pieces` are the extents of its data; `construction` 1 puts them into the idat box. */
export type Item = Readonly<{
  id: number
  type: string
  pieces: readonly Uint8Array[]
  construction?: 0 | 1 | 2
  data_reference?: number
}>

export type HeifForm = Readonly<{
  brands?: readonly string[]
  items?: readonly Item[]
  primary?: number
  references?: readonly Readonly<{ type: string; from: number; to: readonly number[] }>[]
  /** The version of each of these boxes; ids of 32 bits come with infe 3, iloc 2 and the others' 1. */
  versions?: Partial<Record<'pitm' | 'iinf' | 'infe' | 'iref' | 'iloc', number>>
  /** How many bytes each field of iloc has. */
  sizes?: Readonly<{ offset: number; length: number; base: number; index: number }>
  /** More boxes within meta, and before and behind it. */
  properties?: Uint8Array
  before?: Uint8Array
  behind?: Uint8Array
  media?: (type: string, content: Uint8Array) => Buffer
}>

export const CODED = Buffer.from('coded data of the only item')
const ONE: readonly Item[] = [{ id: 1, type: 'hvc1', pieces: [CODED] }]
const SIZES = { offset: 4, length: 4, base: 0, index: 0 }

export function heifFile(form: HeifForm = {}): Buffer {
  const { brands = ['heic', 'mif1'], before = hex(''), behind = hex(''), media = box, items = ONE } = form
  const type = box('ftyp', Buffer.from(`${brands[0]}\0\0\0\0${brands.join('')}`, 'latin1'))
  const content = Buffer.concat(
    items.filter(({ construction = 0 }) => construction === 0).flatMap((item) => item.pieces),
  )
  const mdat = media('mdat', content)
  const start = mdat.length - content.length
  // Its length does not depend on what the offsets are.
  const metaLength = metaBox(form, 0).length
  const meta = metaBox(form, type.length + before.length + metaLength + start)
  return Buffer.concat([type, before, meta, mdat, behind])
}

function metaBox(form: HeifForm, media_start: number): Buffer {
  const { items = ONE, primary = 1, references = [], versions = {}, properties = hex('') } = form
  const { pitm = 0, iinf = 0, infe = 2, iref = 0 } = versions
  const idat = Buffer.concat(
    items.filter(({ construction }) => construction === 1).flatMap(({ pieces }) => pieces),
  )
  const entries = items.map(({ id, type }) =>
    fullBox('infe', infe, number(id, infe > 2 ? 4 : 2), hex('0000'), Buffer.from(`${type}\0`)),
  )
  const referenceBoxes = references.map(({ type, from, to }) => {
    const ids = [from, ...to].map((id) => number(id, iref > 0 ? 4 : 2))
    return box(type, ids[0] ?? hex(''), number(to.length, 2), ...ids.slice(1))
  })
  return fullBox(
    'meta',
    0,
    fullBox('hdlr', 0, hex('00000000'), Buffer.from('pict'), Buffer.alloc(13)),
    fullBox('pitm', pitm, number(primary, pitm > 0 ? 4 : 2)),
    locationBox(form, media_start),
    fullBox('iinf', iinf, number(items.length, iinf > 0 ? 4 : 2), ...entries),
    ...(references.length > 0 ? [fullBox('iref', iref, ...referenceBoxes)] : []),
    ...(idat.length > 0 ? [box('idat', idat)] : []),
    properties,
  )
}

function locationBox({ items = ONE, versions = {}, sizes = SIZES }: HeifForm, media_start: number): Buffer {
  const { iloc = 0 } = versions
  const idLength = iloc > 1 ? 4 : 2
  const next = { media: media_start, idat: 0 }
  const locations = items.map(({ id, pieces, construction = 0, data_reference = 0 }) => {
    const source = construction === 0 ? 'media' : 'idat'
    const base = sizes.base > 0 ? next[source] : 0
    const extents = pieces.flatMap((piece, index) => {
      const offset = number(next[source] - base, sizes.offset)
      next[source] += piece.length
      return [...(iloc > 0 ? [number(index, sizes.index)] : []), offset, number(piece.length, sizes.length)]
    })
    const method = iloc > 0 ? number(construction, 2) : hex('')
    const head = [number(id, idLength), method, number(data_reference, 2), number(base, sizes.base)]
    return Buffer.concat([...head, number(pieces.length, 2), ...extents])
  })
  const fieldSizes = Buffer.of((sizes.offset << 4) | sizes.length, (sizes.base << 4) | sizes.index)
  return fullBox('iloc', iloc, fieldSizes, number(items.length, idLength), ...locations)
}

/** The size of the primary item among its properties, with 16 bits for a property's number when asked. */
export function propertiesOf(
  width: number,
  height: number,
  form: { version?: 0 | 1; wide?: boolean } = {},
): Buffer {
  const { version = 0, wide = false } = form
  const size = fullBox('ispe', 0, number(width, 4), number(height, 4))
  const idLength = version === 0 ? 2 : 4
  const length = wide ? 2 : 1
  const essential = wide ? 0x8000 : 0x80
  const associations = Buffer.concat([
    ...[number(2, 4), number(9, idLength), number(1, 1), number(1, length)],
    ...[number(1, idLength), number(2, 1), number(1, length), number(2 + essential, length)],
  ])
  const ipma = box('ipma', Buffer.of(version, 0, 0, wide ? 1 : 0), associations)
  return box('iprp', box('ipco', box('pixi', hex('00')), size), ipma)
}
