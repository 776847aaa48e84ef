/**
 * The coded picture within a HEIF file (HEIC, AVIF): the data of the primary item, or of those it is made of.
 *
 * Brands, thumbnails, transparency, depth, Exif and XMP do not count, nor where in the file anything stands.
 *
 * Implements: ISO/IEC 23008-12 §6.2, §6.6; ISO/IEC 14496-12 §8.11.
 */
import { chunkName, joinBytes } from './bytes.ts'
import {
  type ItemLocation,
  readDerivations,
  readItemTypes,
  readLocations,
  readPrimaryItem,
} from './heif-items.ts'
import { type Box, onlyBox, openFullBox, readBoxes } from './isobmff.ts'

/** §6.6.2: these say how to arrange other items; their own few bytes are no picture. */
const DERIVED_TYPES = ['grid', 'iovl', 'iden', 'tmap']

/** @returns one part for each coded item; undefined for anything but boxes with a primary item that is all there. */
export function heifParts(file: Uint8Array): readonly Uint8Array[] | undefined {
  const meta = heifMeta(file)
  const items = meta && codedItems(meta)
  return meta && items && dataOf(file, meta, items)?.map(joinBytes)
}

/** The boxes that describe the items of a file. */
export function heifMeta(file: Uint8Array): readonly Box[] | undefined {
  if (chunkName(file, 4) !== 'ftyp') return undefined
  const meta = onlyBox(readBoxes(file) ?? [], 'meta')
  return meta && readBoxes(openFullBox(meta).rest())
}

/** The items whose data is the picture. */
function codedItems(meta: readonly Box[]): readonly number[] | undefined {
  const [pitm, iinf, iref] = [onlyBox(meta, 'pitm'), onlyBox(meta, 'iinf'), onlyBox(meta, 'iref')]
  const types = iinf && readItemTypes(iinf)
  const derivations = iref ? readDerivations(iref) : new Map<number, readonly number[]>()
  return pitm && types && derivations && codedItemsOf(readPrimaryItem(pitm), types, derivations)
}

/** An item, or those it is made of, which may be made of others again. */
function codedItemsOf(
  item: number,
  types: ReadonlyMap<number, string>,
  derivations: ReadonlyMap<number, readonly number[]>,
): readonly number[] | undefined {
  const coded: number[] = []
  const seen = new Set<number>()
  const waiting = [item]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const type = types.get(id)
    const madeOf = derivations.get(id)
    // Derived once only: items could else be made of each other without end.
    if (type === undefined || seen.has(id)) return undefined
    if (madeOf !== undefined) {
      seen.add(id)
      waiting.push(...madeOf.toReversed())
    } else if (DERIVED_TYPES.includes(type)) return undefined
    else coded.push(id)
  }
  return coded
}

/** The pieces of each item's data. */
function dataOf(
  file: Uint8Array,
  meta: readonly Box[],
  items: readonly number[],
): readonly (readonly Uint8Array[])[] | undefined {
  const iloc = onlyBox(meta, 'iloc')
  const locations = iloc && readLocations(iloc)
  // ISO/IEC 14496-12 §8.11.3: offsets count from the start of the file or of the item data box.
  const sources = [file, onlyBox(meta, 'idat')?.content]
  const data: (readonly Uint8Array[])[] = []
  let left = file.length
  for (const id of items) {
    const pieces = piecesOf(sources, locations?.get(id))
    if (pieces === undefined) return undefined
    left -= pieces.reduce((length, piece) => length + piece.length, 0)
    // A small file could else name the same bytes over and over.
    if (left < 0) return undefined
    data.push(pieces)
  }
  return data
}

function piecesOf(
  sources: readonly (Uint8Array | undefined)[],
  location: ItemLocation | undefined,
): readonly Uint8Array[] | undefined {
  if (location === undefined || location.data_reference !== 0) return undefined
  const { extents } = location
  const source = sources[location.construction]
  if (source === undefined || extents.length === 0) return undefined
  const isThere = extents.every(({ offset, length }) => length > 0 && offset + length <= source.length)
  return isThere ? extents.map(({ offset, length }) => source.subarray(offset, offset + length)) : undefined
}
