/**
 * What the profile page shows, made from the person as it is, or from what was typed.
 *
 * Implements: OpenID Connect Core 1.0 §5.1.
 */
import { PROFILE_CLAIMS, type Profile, type ProfileClaim } from '../domain/account/profile.ts'
import { mayChangeUsername } from '../domain/account/username-change.ts'
import type { Field, ProfilePage } from './account-pages.ts'
import { type AccountPlace, accountUrl } from './account-place.ts'
import { languageName } from './other-language.ts'

const FAULTS = {
  name: 'account.name-fault',
  picture: 'account.picture-fault',
  phone_number: 'account.phone-fault',
  locale: 'account.language-fault',
} as const satisfies Record<ProfileClaim, string>

/** Of a range that is kept for examples. */
const PHONE_EXAMPLE = '+44 20 7946 0000'

/** @param faulty what of it cannot stand */
export function profilePage(
  place: AccountPlace,
  profile: Profile,
  faulty: readonly ProfileClaim[],
): ProfilePage {
  const { frame, scoped, account } = place
  const { email, email_verified } = account.user
  const fieldOf = (claim: ProfileClaim): Field => ({
    value: profile[claim],
    error: faulty.includes(claim) ? frame.words.w(FAULTS[claim], { example: PHONE_EXAMPLE }) : undefined,
  })
  const [name, picture, phone_number, locale] = PROFILE_CLAIMS.map(fieldOf) as [Field, Field, Field, Field]
  return {
    fields: { name, picture, phone_number, locale },
    languages: languagesOf(place, profile.locale),
    username_url: mayChangeUsername(scoped.tenant) ? accountUrl(place, 'account/username') : undefined,
    email,
    email_verified,
    email_url: scoped.mail.is_configured ? accountUrl(place, 'change-email') : undefined,
  }
}

/** Those that the pages speak, and the one that was set otherwise. */
function languagesOf({ frame, scoped }: AccountPlace, present: string): ProfilePage['languages'] {
  const tags = scoped.languages.catalogues.map(({ lang }) => lang)
  const listed = present === '' || tags.includes(present) ? tags : [...tags, present]
  return [
    { value: '', name: frame.words.w('account.language-open') },
    ...listed.map((value) => ({ value, name: languageName(value) })),
  ]
}
