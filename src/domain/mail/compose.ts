/**
 * A letter put into words, in the language of the person it goes to when there is a catalogue for it.
 *
 * Implements: RFC 4647 §3.4; RFC 5322 §2.2.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { english } from './english.ts'
import type { Letter, LetterKind, LetterOf } from './letter.ts'
import type { MailContent } from './mail.ts'
import { type Catalogue, oneLine, type Surroundings, type Wording } from './wording.ts'

/** The first one is for everybody whose language has none. */
const CATALOGUES: readonly [Catalogue, ...Catalogue[]] = [english]

export function composeLetter(
  tenant: Tenant,
  now: UnixSeconds,
  letter: Letter,
  catalogues = CATALOGUES,
): MailContent {
  const { lang, dir, letters } = catalogueFor(letter.locale, catalogues)
  const [method] = tenant.policy.methods as [Surroundings['method']]
  const words = wordsOf(letters, letter, { tenant: tenant.name, method, now })
  return {
    lang,
    dir,
    subject: oneLine(words.subject),
    lead: words.lead,
    action: words.action,
    below: words.below ?? [],
    foot: words.foot ?? [],
    tenant: {
      name: oneLine(tenant.name),
      host: new URL(tenant.issuer).host,
      accent: tenant.policy.accent,
    },
  }
}

/** §3.4: de-CH-1996, then de-CH, then de. */
function catalogueFor(
  locale: string | undefined,
  catalogues: readonly [Catalogue, ...Catalogue[]],
): Catalogue {
  const subtags = (locale ?? '').replaceAll('_', '-').toLowerCase().split('-')
  while (subtags.length > 0) {
    const range = subtags.join('-')
    const found = catalogues.find(({ lang }) => lang.toLowerCase() === range)
    if (found) return found
    subtags.pop()
  }
  return catalogues[0]
}

function wordsOf<K extends LetterKind>(
  letters: Catalogue['letters'],
  letter: LetterOf<K>,
  around: Surroundings,
): Wording {
  return letters[letter.kind](letter, around)
}
