/**
 * A QR code as the path of a drawing, which stands in the page itself: nothing is loaded for it, and nothing runs.
 *
 * Implements: ISO/IEC 18004 §5.3.8 (the quiet zone of four modules).
 */
import { encodeQR } from 'qr'

export type QrCode = Readonly<{
  /** Of a side, in modules. */
  size: number
  /** Of an SVG: the dark modules. */
  path: string
}>

const QUIET_ZONE = 4

export function qrCode(text: string): QrCode {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE })
  const path = rows.map((row, y) =>
    runsOf(row)
      .map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`)
      .join(''),
  )
  return { size: rows.length, path: path.join('') }
}

/** Where dark modules begin in a row, and how many lie together. */
function runsOf(row: readonly boolean[]): readonly (readonly [x: number, length: number])[] {
  const bits = row.map((dark) => (dark ? '1' : '0')).join('')
  return [...bits.matchAll(/1+/g)].map(({ index, 0: run }) => [index, run.length] as const)
}
