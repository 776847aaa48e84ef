/**
 * Pictures that everybody has: the first bytes of their digests, which tell nothing else about them.
 *
 * No list can be complete, and no test can see that a picture is public. This one holds what comes with
 * software that is installed everywhere; a tenant can add its own.
 */
import { toBase64url } from './bytes.ts'

const KNOWN_LENGTH = 9

/** @param digest of a picture, 32 bytes; its beginning is as it stands in a list of known pictures. */
export const knownName = (digest: Uint8Array): string => toBase64url(digest.subarray(0, KNOWN_LENGTH))

export const KNOWN_PICTURES: readonly string[] = [
  '4bH4kIatL6qg', // Python: the icon of IDLE
  ...['DxyiTUuUKpEX', 'TsVHl-u8edzZ'], // Playwright: its icons
  ...['0QRtchFPglJJ', 'W-H4qcecAyBi', 'zncmsp3eThwX', 'qUe64dpZUjQy', 'Ctdoazeppm0f'], // The Rust Programming Language
  ...['9URkemiMGupI', '2ujVey07SMiI', 'MgCC17KAADT_', 'jkiWDHfBC2WQ'], // its second edition
  ...['lZExH9VhjIXZ', '5ZcN-Y4Uvzms'], // The Embedded Rust Book: photographs
  'f2AP7z-ZaPe9', // The Cargo Book: the logo
]
