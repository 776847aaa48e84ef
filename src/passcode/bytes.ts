/**
 * Bytes as the visual passcode writes them: joined, counted in big-endian, and as base64url without padding.
 *
 * Implements: RFC 4648 §5.
 */
export type Bytes = Uint8Array<ArrayBuffer>

export function joinBytes(pieces: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

export const uint16 = (value: number): Bytes => Uint8Array.of(value >>> 8, value)

export const uint32 = (value: number): Bytes => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

/** Four bytes as the name of a chunk; bytes beyond the end are left out. */
export const chunkName = (file: Uint8Array, at: number): string =>
  String.fromCharCode(...file.subarray(at, at + 4))

export const viewOf = (file: Uint8Array): DataView =>
  new DataView(file.buffer, file.byteOffset, file.byteLength)

export const hasBytesAt = (file: Uint8Array, at: number, expected: Uint8Array): boolean =>
  expected.every((byte, index) => file[at + index] === byte)

export function toBase64url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @returns undefined for anything that is not base64url without padding. */
export function fromBase64url(text: string): Bytes | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
