/**
 * In which language somebody is spoken to: as it was chosen on a page, as the application asked, as the person wants it, as the
 * browser says.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1 (ui_locales), §5.1 (locale).
 */
import type { TenantDeps } from '../deps.ts'
import {
  acceptedLanguages,
  type Catalogues,
  chooseCatalogue,
  listedLanguages,
} from '../primitives/catalogues.ts'
import type { Catalogue } from '../primitives/messages.ts'
import type { Interaction } from './authorization/interaction.ts'
import { localeOf, type User } from './users/user.ts'

/** Who reads, as far as it is known: each as it came. */
export type Reader = Readonly<{
  /** By the link of a language on a page of ours. */
  chosen: string | undefined
  ui_locales: string | undefined
  locale: string | undefined
  accept_language: string | undefined
  /** @returns the address at which the page is asked for again; undefined: none */
  page: () => string | undefined
}>

export type Languages = Readonly<{ catalogues: Catalogues; reader: Reader }>

/** Of what no browser asked for. */
export const NOBODY: Reader = {
  chosen: undefined,
  ui_locales: undefined,
  locale: undefined,
  accept_language: undefined,
  page: () => undefined,
}

type Known = Readonly<{
  interaction?: Pick<Interaction, 'parameters'> | undefined
  user?: Pick<User, 'claims'> | undefined
}>

/** The deps of a request once more is known of who reads its answer. */
export function forReader<D extends Pick<TenantDeps, 'languages'>>(deps: D, known: Known): D {
  const { catalogues, reader } = deps.languages
  const ui_locales = known.interaction?.parameters['ui_locales']
  return {
    ...deps,
    languages: {
      catalogues,
      reader: {
        ...reader,
        ui_locales: typeof ui_locales === 'string' ? ui_locales : reader.ui_locales,
        locale: (known.user && localeOf(known.user)) ?? reader.locale,
      },
    },
  }
}

/** The same, where the page is asked for again at another address than it came from. @param page undefined: at none */
export const readAt = <D extends Pick<TenantDeps, 'languages'>>(deps: D, page: string | undefined): D => ({
  ...deps,
  languages: { ...deps.languages, reader: { ...deps.languages.reader, page: () => page } },
})

export const catalogueForPage = ({ catalogues, reader }: Languages): Catalogue =>
  chooseCatalogue(catalogues, wishesOf(reader, [reader.chosen, reader.ui_locales, reader.locale]))

/** @param locale of the person it goes to: whoever asks for it may be another */
export const catalogueForLetter = (
  { catalogues, reader }: Languages,
  locale: string | undefined,
): Catalogue => chooseCatalogue(catalogues, wishesOf(reader, [locale, reader.chosen, reader.ui_locales]))

/** What the browser says comes last. */
const wishesOf = ({ accept_language }: Reader, lists: readonly (string | undefined)[]): readonly string[] => [
  ...lists.flatMap((list) => listedLanguages(list)),
  ...acceptedLanguages(accept_language),
]
