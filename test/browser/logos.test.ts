/**
 * Logos as people see them: from our own address, in a place that was kept for them, or not at all.
 */
import type { Page } from 'playwright-core'
import t from 'tap'
import { fetchLogos } from '../../src/domain/logos/fetch-logos.ts'
import { restateLogo } from '../../src/domain/logos/logo.ts'
import { updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { bumpConfigVersion } from '../../src/store/config-version.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { logoServer, plainLogo } from '../helpers/logo-server.ts'
import { axeFindings, signInScene } from '../helpers/sign-in-page.ts'

const logos = (page: Page) =>
  page.locator('img[src*="/logo/"]').evaluateAll((images) =>
    (images as HTMLImageElement[]).map(({ naturalWidth, width, height }) => ({
      naturalWidth,
      width,
      height,
    })),
  )

/** What moved without the person's doing. */
const shift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>(
        (resolve) =>
          new PerformanceObserver((list) =>
            resolve(
              (list.getEntries() as unknown as { value: number }[]).reduce(
                (sum, { value }) => sum + value,
                0,
              ),
            ),
          ).observe({ type: 'layout-shift', buffered: true }) ?? setTimeout(() => resolve(0), 500),
      ),
  )

t.test(
  'RFC 7591 §5: a logo is shown from here, moves nothing, and keeps nobody waiting',
  { skip: withoutChromium },
  async (t) => {
    const scene = await signInScene(t, { allow_private_fetch: ['127.0.0.1'] })
    const { server } = scene
    const source = await logoServer(t)
    const wide = await plainLogo('#882255', 200, 50)
    let hang: (() => unknown) | undefined
    source.answer((_, reply) => {
      hang = () => reply.destroy()
    })
    const policy = { logo_uri: source.uri }
    await updateTenant(server.deps, { id: 'default', name: undefined, type: undefined, policy })
    await server.db.transaction(async (tx) => {
      await restateLogo(tx, { tenant_id: 'default', client_id: 'rp' }, source.uri, server.clock.seconds)
      await tx.execute(`UPDATE client SET metadata = replace(metadata, '{', '{"logo_uri":"${source.uri}",')`)
      await tx.run(bumpConfigVersion, {})
    })
    const fetching = fetchLogos(server.deps)
    const early = await scene.open()
    t.same(await logos(early), [], 'while it hangs there is none')
    await early.context().close()
    source.answer((_, reply) => reply.end(wide))
    hang?.()
    await fetching
    server.clock.seconds += 300
    await fetchLogos(server.deps)

    const hosts = new Set<string>()
    const page = await scene.open({}, {}, async (context) => {
      context.on('request', (request) => hosts.add(new URL(request.url()).host))
    })
    t.same(await logos(page), [
      { naturalWidth: 200, width: 160, height: 40 },
      { naturalWidth: 200, width: 44, height: 44 },
    ])
    t.same([...hosts], [new URL(server.issuer).host])
    t.equal(await shift(page), 0)
    t.same(await axeFindings(page), [])
    t.same(scene.faults, [])
  },
)
