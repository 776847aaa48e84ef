/**
 * What stands around every page of a tenant, and around those of none.
 */
import type { Deps, TenantDeps } from '../deps.ts'
import { catalogueForPage, type Languages } from '../domain/languages.ts'
import { usualMethod } from '../domain/tenants/tenant-policy.ts'
import { type Assets, styleVersion } from './assets.ts'
import type { Explain } from './explained.ts'
import { inLanguage, languageName, languageUrl } from './other-language.ts'
import type { Frame } from './pages.ts'
import { wordsIn } from './words.ts'

/** What route modules of pages are handed. */
export type PageDeps = Deps & Readonly<{ assets: Assets; explain?: Explain | undefined }>

type FrameDeps = Pick<TenantDeps, 'languages' | 'tenant'>

export function tenantFrame({ languages, tenant }: FrameDeps, assets: Assets): Frame {
  const { accent, policy_uri, tos_uri } = tenant.policy
  const page = languages.reader.page()
  const below = page?.startsWith(`${tenant.base}/`) ? page.slice(tenant.base.length + 1) : undefined
  return {
    ...speaking(
      languages,
      usualMethod(tenant.policy),
      (lang) => below && languageUrl(tenant.base, lang, below),
    ),
    host: new URL(tenant.origin).host,
    tenant: {
      name: tenant.name,
      style_url: `${tenant.base}/style/${styleVersion(assets, accent)}.css`,
      logo: tenant.logo,
      privacy_url: policy_uri,
      terms_url: tos_uri,
    },
    asset: assets.url,
  }
}

/** For addresses that belong to no tenant. */
export function plainFrame(
  { config, languages }: Pick<Deps, 'config' | 'languages'>,
  assets: Assets,
  origin = config.public_url,
): Frame {
  const page = languages.reader.page()
  return {
    ...speaking(languages, 'pin', (lang) => page && inLanguage(page, lang)),
    host: new URL(origin).host,
    tenant: {
      name: 'Vignette',
      style_url: assets.url('style.css'),
      logo: undefined,
      privacy_url: undefined,
      terms_url: undefined,
    },
    asset: assets.url,
  }
}

/** The words of a page, and the way to each other language that they can be had in. */
function speaking(languages: Languages, form: string, urlOf: (lang: string) => string | undefined) {
  const words = wordsIn(catalogueForPage(languages), form)
  const other_languages = languages.catalogues.flatMap(({ lang }) => {
    const url = lang === words.lang ? undefined : urlOf(lang)
    return url ? [{ lang, name: languageName(lang), url }] : []
  })
  return { words, other_languages }
}
