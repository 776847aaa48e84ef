/**
 * Where the pictures of the pages are taken: a server in dev mode with Ada, an application with a logo, and a Chromium.
 */
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { startSession } from '../../src/domain/authentication/session.ts'
import { updateClient } from '../../src/domain/clients/client-registration.ts'
import { fetchLogos } from '../../src/domain/logos/fetch-logos.ts'
import { updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { findUserByName } from '../../src/domain/users/user.ts'
import { givenRp, REQUEST } from '../../test/helpers/authorization.ts'
import { type DevServer, devServer } from '../../test/helpers/dev-server.ts'
import type { Lasting } from '../../test/helpers/fixtures.ts'
import { logoServer } from '../../test/helpers/logo-server.ts'

export type Stage = Readonly<{
  server: DevServer
  browser: Browser
  ada: Buffer
  /** The address at which an application begins, with these parameters beside or instead of the usual ones. */
  request: (parameters?: Record<string, string>) => string
  /** Where a logo can be had. */
  logo_uri: string
  /** Settings of the tenant from now on; undefined: as they were. */
  policy: (settings?: Record<string, unknown>) => Promise<void>
}>

export type Shot = Readonly<{
  name: string
  context?: BrowserContextOptions
  open: (page: Page, stage: Stage) => Promise<unknown>
}>

export async function makeStage(t: Lasting, browser: Browser): Promise<Stage> {
  const server = await devServer(t, { settings: { allow_private_fetch: ['127.0.0.1'] } })
  const redirect_uri = `${server.url}/readyz`
  const metadata = { redirect_uris: [redirect_uri], client_uri: 'https://notes.example/', first_party: false }
  await givenRp(server, {
    metadata: { ...metadata, policy_uri: 'https://notes.example/p', tos_uri: 'https://notes.example/t' },
  })
  const logo = await logoServer(t)
  const drawn = await sailingBoat()
  logo.answer((_, reply) => reply.end(drawn))
  const scoped = await server.tenant()
  await updateClient(scoped, { client_id: 'rp', client_type: undefined, metadata: { logo_uri: logo.uri } })
  await fetchLogos(server.deps)
  const ada = await findUserByName(scoped, 'ada')
  if (!ada) throw new Error('there is no ada')
  const policy = async (settings: Record<string, unknown> = {}) => {
    const usual = {
      self_registration: true,
      policy_uri: 'https://northlight.example/p',
      tos_uri: 'https://northlight.example/t',
    }
    const unset = { methods: null, accent: null, require_verified_email: null, logo_uri: null, contact: null }
    const whole = { ...unset, ...usual, ...settings }
    await updateTenant(server.deps, { id: 'default', name: undefined, type: undefined, policy: whole })
    await fetchLogos(server.deps)
  }
  await policy()
  const request = (parameters = {}) =>
    `${server.issuer}/authorize?${new URLSearchParams({ ...REQUEST, redirect_uri, scope: 'openid profile email offline_access', ...parameters })}`
  return { server, browser, ada: ada.id, request, logo_uri: logo.uri, policy }
}

/** What the application of the pictures is known by. */
const sailingBoat = (): Promise<Buffer> =>
  sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><path fill="#12345a" d="M0 0h128v128H0z"/>' +
        '<path fill="#fff" d="M62 24v44h34z"/><path fill="#8cc8f0" d="M20 76q22-12 44 0t44 0v32H20z"/></svg>',
    ),
  )
    .png()
    .toBuffer()

/** Ada is signed in, in the browser of the page. */
export async function signedIn(page: Page, { server, ada }: Stage): Promise<void> {
  const scoped = await server.tenant()
  const proof = { user_id: ada, amr: ['pwd', 'pin'], acr: 'urn:vignette:acr:passcode' }
  const { cookie } = await scoped.db.transaction((tx) => startSession(scoped, tx, proof, undefined))
  await page.context().addCookies([{ name: 'vignette.default.session', value: cookie, url: server.url }])
}

export const adasPicture = ({ server }: Stage) => ({
  name: 'harbour-at-dusk.png',
  mimeType: 'image/png',
  buffer: readFileSync(server.person.picture_file),
})

export const signInReady = (page: Page) => page.locator('#sign-in[data-ready]').waitFor()
