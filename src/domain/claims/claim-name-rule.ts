/**
 * Which names claims may have that an administrator makes up.
 *
 * Implements: OpenID Connect Core 1.0 §5.1.2, §5.2.
 */
import { PROTOCOL_CLAIMS } from './protocol-claims.ts'

/** No space, since lists of names are written with spaces; no #, which stands before a language (§5.2). */
const NAME = /^[\x21\x22\x24-\x5b\x5d-\x7e]{1,200}$/

/** @returns what is wrong with it */
export function claimNameFault(name: string): string | undefined {
  // Some who read JSON tell names apart by their letters alone, not by how these are written.
  if (PROTOCOL_CLAIMS.has(name.toLowerCase())) return `claim ${name} is set by the server alone`
  if (NAME.test(name)) return undefined
  return `claim ${JSON.stringify(name)} must have 1 to 200 printable ASCII characters, and no space, # or backslash`
}

/** By which applications, or administrators, name what there are several of. */
export const ID_FORM = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/
