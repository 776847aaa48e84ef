/**
 * The coded picture within a JPEG file: frame header, scan headers and entropy-coded data, and nothing that
 * tools add, remove or write anew without touching the picture.
 *
 * Implements: ITU-T T.81 §B.1.1, §B.2.
 */
import { joinBytes } from './bytes.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const NOTHING = new Uint8Array()

/** Tables and restart interval: DHT, DAC, DQT, DNL, DRI. They carry no identity, and tools emit them anew. */
const TABLES = [0xc4, 0xcc, 0xdb, 0xdc, 0xdd]
const COM = 0xfe

/** SOF0-3, 5-7, 9-11, 13-15: the codes from C0 to CF but DHT, JPG and DAC. */
const isFrameHeader = (code: number): boolean =>
  code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code)

const isApplicationData = (code: number): boolean => code >= 0xe0 && code <= 0xef
const isDropped = (code: number): boolean => isApplicationData(code) || code === COM || TABLES.includes(code)
const isRestart = (code: number | undefined): boolean => code !== undefined && code >= 0xd0 && code <= 0xd7

/**
 * One frame header, at least one scan, and whatever stands between them, up to the first end of image: what follows
 * that (the film of a motion photo, a gain map) is not looked at.
 *
 * @returns undefined for anything else.
 */
export function jpegParts(file: Uint8Array): readonly Uint8Array[] | undefined {
  const [frame, ...scans] = readSegments(file)?.filter(({ code }) => !isDropped(code)) ?? []
  if (frame === undefined || !isFrameHeader(frame.code)) return undefined
  if (scans.length === 0 || scans.some(({ code }) => code !== SOS)) return undefined
  return [namedHeader(frame), ...scans.flatMap((scan) => [namedHeader(scan), scan.data])]
}

/** A marker with its header, and for a scan the entropy-coded data behind it. */
type Segment = Readonly<{ code: number; header: Uint8Array; data: Uint8Array; end: number }>

const namedHeader = ({ code, header }: Segment): Uint8Array => joinBytes([Uint8Array.of(code), header])

function readSegments(file: Uint8Array): Segment[] | undefined {
  if (file[0] !== 0xff || file[1] !== SOI) return undefined
  const segments: Segment[] = []
  let segment = readSegment(file, 2)
  while (segment !== undefined && segment.code !== EOI) {
    segments.push(segment)
    segment = readSegment(file, segment.end)
  }
  return segment && segments
}

function readSegment(file: Uint8Array, start: number): Segment | undefined {
  const marker = endOfFill(file, start)
  const code = file[marker]
  if (marker === start || code === undefined) return undefined
  const from = marker + 3
  if (code === EOI) return { code, header: NOTHING, data: NOTHING, end: from }
  const length = ((file[marker + 1] ?? 0) << 8) | (file[marker + 2] ?? 0)
  const to = marker + 1 + length
  if (length < 2 || to > file.length) return undefined
  const end = code === SOS ? endOfEntropyCodedData(file, to) : to
  return { code, header: file.subarray(from, to), data: file.subarray(to, end), end }
}

/** Any number of fill bytes FF may precede a marker code (§B.1.1.2). */
function endOfFill(file: Uint8Array, start: number): number {
  let at = start
  while (file[at] === 0xff) at++
  return at
}

/** Up to the first FF that is neither a stuffed FF00 nor a restart marker (§B.1.1.5). */
function endOfEntropyCodedData(file: Uint8Array, start: number): number {
  let at = file.indexOf(0xff, start)
  while (at >= 0 && (file[at + 1] === 0 || isRestart(file[at + 1]))) at = file.indexOf(0xff, at + 2)
  return at < 0 ? file.length : at
}
