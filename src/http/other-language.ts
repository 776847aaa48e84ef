/**
 * A page in another language: what each language is called, and the address that changes to it.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (ui_locales), §5.2 (languages); RFC 5646 §2.
 */

/** A language as its own people call it; what is none stands for itself. Some write tags with an underscore (Core §5.1). */
export function languageName(tag: string): string {
  const name = languageNameIn(tag.replaceAll('_', '-'), tag)
  // In a list they begin alike, though some languages write their names small.
  return name === tag ? tag : name.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}

/** @param lang of whoever reads the name */
export function languageNameIn(lang: string, tag: string): string {
  try {
    return String(new Intl.DisplayNames(lang, { type: 'language' }).of(tag.replaceAll('_', '-')))
  } catch {
    return tag
  }
}

/** Without the server, since each page holds several of them. @param page the address to come back to, below the base */
export const languageUrl = (base: string, lang: string, page: string): string =>
  `${new URL(`${base}/language/${lang}`).pathname}?page=${encodeURIComponent(page).replaceAll('%2F', '/')}`

/** The address says it too, for a browser that keeps no cookies. */
export function inLanguage(address: string, lang: string): string {
  const url = new URL(address)
  url.searchParams.set('ui_locales', lang)
  return url.href
}

/**
 * The page that somebody comes back to.
 *
 * @returns undefined for an address that is not below the base, however it is written
 */
export function pageBelow(base: string, page: string, lang: string): string | undefined {
  const address = inLanguage(`${base}/${page}`, lang)
  return address.startsWith(`${base}/`) ? address : undefined
}
