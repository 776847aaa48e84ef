/**
 * The items of a HEIF file: what each is, where its bytes are, and which others it is made of.
 *
 * Implements: ISO/IEC 14496-12 §8.11.3, §8.11.4, §8.11.6, §8.11.12; ISO/IEC 23008-12 §6.6.
 */
import { chunkName } from './bytes.ts'
import { type Box, openFields, openFullBox, readBoxes } from './isobmff.ts'

export type Extent = Readonly<{ offset: number; length: number }>

/** `construction` tells what offsets count from; `data_reference` is 0 for this very file. */
export type ItemLocation = Readonly<{
  construction: number
  data_reference: number
  extents: readonly Extent[]
}>

const lengthOfId = (isLong: boolean): number => (isLong ? 4 : 2)

/** §8.11.4 */
export function readPrimaryItem(pitm: Box): number {
  const { version, number } = openFullBox(pitm)
  return number(lengthOfId(version > 0))
}

/** §8.11.6: the type of each item. Entries older than version 2 have none, and no picture is written with them. */
export function readItemTypes(iinf: Box): ReadonlyMap<number, string> | undefined {
  const { version, number, rest } = openFullBox(iinf)
  const count = number(lengthOfId(version > 0))
  const entries = readBoxes(rest())
  if (entries?.length !== count) return undefined
  const types = new Map<number, string>()
  for (const entry of entries) {
    const infe = openFullBox(entry)
    if (entry.type !== 'infe' || ![2, 3].includes(infe.version)) return undefined
    const id = infe.number(lengthOfId(infe.version === 3))
    infe.number(2) // protection
    types.set(id, chunkName(infe.rest(), 0))
  }
  return types
}

/** §8.11.12: for each derived item those it is made of, in the order in which it uses them. */
export function readDerivations(iref: Box): ReadonlyMap<number, readonly number[]> | undefined {
  const { version, rest } = openFullBox(iref)
  const idLength = lengthOfId(version > 0)
  const references = readBoxes(rest())?.filter(({ type }) => type === 'dimg')
  const derivations = new Map<number, readonly number[]>()
  for (const { content } of references ?? []) {
    const { number, overran } = openFields(content)
    const from = number(idLength)
    const to = Array.from({ length: number(2) }, () => number(idLength))
    if (overran() || to.length === 0 || derivations.has(from)) return undefined
    derivations.set(from, to)
  }
  return references && derivations
}

const FIELD_SIZES = [0, 4, 8]

/** §8.11.3 */
export function readLocations(iloc: Box): ReadonlyMap<number, ItemLocation> | undefined {
  const { version, number, overran } = openFullBox(iloc)
  const sizes = number(2)
  const [offsetSize, lengthSize, baseSize, indexSize] = [
    sizes >> 12,
    (sizes >> 8) & 15,
    (sizes >> 4) & 15,
    version === 0 ? 0 : sizes & 15, // reserved in version 0
  ] as const
  const areSizes = [offsetSize, lengthSize, baseSize, indexSize].every((size) => FIELD_SIZES.includes(size))
  if (version > 2 || !areSizes) return undefined
  const idLength = lengthOfId(version === 2)
  const locations = new Map<number, ItemLocation>()
  for (let left = number(idLength); left > 0; left--) {
    const id = number(idLength)
    const construction = version === 0 ? 0 : number(2) & 15
    const data_reference = number(2)
    const base = number(baseSize)
    const extents = Array.from({ length: number(2) }, () => {
      number(indexSize)
      return { offset: base + number(offsetSize), length: number(lengthSize) }
    })
    if (overran()) return undefined
    locations.set(id, { construction, data_reference, extents })
  }
  return locations
}
