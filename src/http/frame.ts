/**
 * What stands around every page of a tenant, and around those of none.
 */
import type { Deps, TenantDeps } from '../deps.ts'
import { catalogueForPage } from '../domain/languages.ts'
import type { Assets } from './assets.ts'
import type { Frame } from './pages.ts'
import { wordsIn } from './words.ts'

/** What route modules of pages are handed. */
export type PageDeps = Deps & Readonly<{ assets: Assets }>

type FrameDeps = Pick<TenantDeps, 'config' | 'languages' | 'tenant'>

export function tenantFrame({ config, languages, tenant }: FrameDeps, assets: Assets): Frame {
  const { accent, policy_uri, tos_uri } = tenant.policy
  return {
    words: wordsIn(catalogueForPage(languages)),
    host: new URL(config.public_url).host,
    tenant: {
      name: tenant.name,
      style_url: `${tenant.issuer}/tenant.css?accent=${accent.slice(1)}`,
      logo: tenant.logo,
      privacy_url: policy_uri,
      terms_url: tos_uri,
    },
    asset: assets.url,
  }
}

/** For addresses that belong to no tenant. */
export function plainFrame({ config, languages }: Pick<Deps, 'config' | 'languages'>, assets: Assets): Frame {
  return {
    words: wordsIn(catalogueForPage(languages)),
    host: new URL(config.public_url).host,
    tenant: {
      name: 'Vignette',
      style_url: undefined,
      logo: undefined,
      privacy_url: undefined,
      terms_url: undefined,
    },
    asset: assets.url,
  }
}
