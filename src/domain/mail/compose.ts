/**
 * A letter put into words.
 *
 * Implements: RFC 5322 §2.2.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { Catalogue } from '../../primitives/messages.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { usualMethod } from '../tenants/tenant-policy.ts'
import type { Letter, LetterKind, LetterOf } from './letter.ts'
import { LETTERS, type Surroundings } from './letters.ts'
import type { MailContent } from './mail.ts'
import { oneLine, type Wording } from './wording.ts'

export function composeLetter(
  tenant: Tenant,
  now: UnixSeconds,
  letter: Letter,
  catalogue: Catalogue,
): MailContent {
  const form = usualMethod(tenant.policy)
  const words = wordsOf(letter, { catalogue, tenant: tenant.name, form, now })
  return {
    lang: catalogue.lang,
    dir: catalogue.dir,
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

const wordsOf = <K extends LetterKind>(letter: LetterOf<K>, around: Surroundings): Wording =>
  LETTERS[letter.kind](letter, around)
