/**
 * The sample pages as a browser loads them, each at an address of its own: `/{language}/{name}`.
 */
import Fastify from 'fastify'
import { buildAssets } from '../../src/http/assets.ts'
import { languageName } from '../../src/http/other-language.ts'
import { registerViews } from '../../src/http/view.ts'
import { wordsIn } from '../../src/http/words.ts'
import { assetRoutes } from '../../src/routes/assets.ts'
import type { Lasting } from './fixtures.ts'
import { FRAME } from './rendered-page.ts'
import { samplePages } from './sample-pages.ts'
import { CATALOGUES } from './words.ts'

const ROOT = new URL('../../', import.meta.url)

export const SAMPLE_NAMES: readonly string[] = Object.keys(samplePages(FRAME))

/** @returns where they are */
export async function servedSamples(t: Lasting): Promise<string> {
  const app = Fastify()
  const assets = buildAssets(ROOT)
  registerViews(app, new URL('views/', ROOT))
  app.register(assetRoutes, { assets })
  const style_url = assets.url('style.css')
  const tenant = { ...FRAME.tenant, style_url, privacy_url: '/privacy', terms_url: '/terms' }
  for (const catalogue of CATALOGUES) {
    const words = wordsIn(catalogue, 'pin')
    const other_languages = CATALOGUES.filter(({ lang }) => lang !== words.lang).map(({ lang }) => ({
      lang,
      name: languageName(lang),
      url: `/${lang}`,
    }))
    const frame = { ...FRAME, words, other_languages, tenant, asset: assets.url }
    for (const [name, send] of Object.entries(samplePages(frame))) {
      app.get(`/${words.lang}/${name}`, (_, reply) => send(reply))
    }
  }
  const address = await app.listen({ host: 'localhost', port: 0 })
  t.teardown(() => app.close())
  return address
}
