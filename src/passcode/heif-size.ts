/**
 * How large the primary item of a HEIF file says it is: told by a property that is associated with it.
 *
 * Implements: ISO/IEC 23008-12 §6.5.3, §9.3.
 */
import { heifMeta } from './heif.ts'
import { readPrimaryItem } from './heif-items.ts'
import { type Box, onlyBox, openFullBox, readBoxes } from './isobmff.ts'

/** @returns undefined where the file does not say. */
export function heifSize(file: Uint8Array) {
  const meta = heifMeta(file) ?? []
  const [pitm, iprp] = [onlyBox(meta, 'pitm'), onlyBox(meta, 'iprp')]
  const boxes = (iprp && readBoxes(iprp.content)) ?? []
  const ipco = onlyBox(boxes, 'ipco')
  const properties = (ipco && readBoxes(ipco.content)) ?? []
  const primary = pitm && readPrimaryItem(pitm)
  const extent = boxes
    .filter(({ type }) => type === 'ipma')
    .flatMap(readAssociations)
    .filter(({ item }) => item === primary)
    // §9.3: counted from 1.
    .map(({ property }) => properties[property - 1])
    .find((property) => property?.type === 'ispe')
  return extent && readSize(extent)
}

function readSize(ispe: Box) {
  const { number } = openFullBox(ispe)
  return { width: number(4), height: number(4) }
}

type Association = Readonly<{ item: number; property: number }>

function readAssociations(ipma: Box): Association[] {
  const { version, flags, number, overran } = openFullBox(ipma)
  const associations: Association[] = []
  for (let left = number(4); left > 0 && !overran(); left--) {
    const item = number(version < 1 ? 2 : 4)
    for (let each = number(1); each > 0; each--) {
      // The first bit says that a reader must know the property.
      const property = flags & 1 ? number(2) & 0x7fff : number(1) & 0x7f
      associations.push({ item, property })
    }
  }
  return associations
}
