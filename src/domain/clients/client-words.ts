/**
 * What a client says of itself, in the language of whoever reads it, where it said it in that language.
 *
 * Implements: OpenID Connect Registration 1.0 §2.1; RFC 7591 §2.2.
 */
import type { Client } from './client.ts'

type Worded = 'client_name' | 'policy_uri' | 'tos_uri'

/** @param lang of a page: a tag of one part */
export function clientText(
  { metadata }: Pick<Client, 'metadata'>,
  member: Worded,
  lang: string,
): string | undefined {
  const wanted = `${member}#${lang}`
  const worded = Object.entries(metadata).filter(([name]) => name.toLowerCase().split('-')[0] === wanted)
  // The language alone comes before that of a region.
  const [shortest] = worded.sort(([a], [b]) => a.length - b.length)
  return shortest ? String(shortest[1]) : metadata[member]
}
