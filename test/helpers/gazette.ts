/**
 * The site of a publisher whose readers comment through Viafoura, on an origin of its own.
 */
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { UserManagerSettings } from 'oidc-client-ts'
import type { Lasting, TestServer } from './fixtures.ts'
import { openServer } from './open-server.ts'
import { TokenRefused, Viafoura } from './viafoura.ts'

const PAGES = new URL('../documents/viafoura/', import.meta.url)

const PAGE = ['text/html', readFileSync(new URL('index.html', PAGES))] as const
const script = (file: URL) => ['text/javascript', readFileSync(file)] as const

const FILES: Readonly<Record<string, readonly [type: string, body: Buffer]>> = {
  '/': PAGE,
  '/callback': PAGE,
  '/gazette.js': script(new URL('gazette.js', PAGES)),
  '/viafoura.js': script(new URL('viafoura.js', PAGES)),
  '/lib/oidc-client-ts.js': script(new URL(import.meta.resolve('oidc-client-ts'))),
  '/lib/jwt-decode.js': script(new URL(import.meta.resolve('jwt-decode'))),
}

export const CLIENT_ID = 'gazette'

export type Gazette = Readonly<{
  origin: string
  viafoura: Viafoura
  /** Of its next page, beside those that every page has. */
  restate: (settings: Partial<UserManagerSettings>) => void
}>

/** @param server gets a public client CLIENT_ID once the origin is known */
export async function gazette(t: Lasting, { issuer, clock }: TestServer): Promise<Gazette> {
  let stated: Partial<UserManagerSettings> = {}
  const viafoura = new Viafoura({
    well_known: `${issuer}/.well-known/openid-configuration`,
    client_id: CLIENT_ID,
    fetch: (url) => fetch(url),
    now: () => clock.seconds,
  })
  const site = createServer(async (request, reply) => {
    const path = String(request.url).split('?')[0] ?? ''
    if (path === '/viafoura/login') return login(await text(request), reply)
    const [type, body] =
      path === '/settings.json' ? ['application/json', settings()] : (FILES[path] ?? ['', ''])
    reply.writeHead(type === '' ? 404 : 200, { 'content-type': type }).end(body)
  })
  const login = async (id_token: string, reply: ServerResponse) => {
    try {
      const account = await viafoura.login(id_token)
      reply.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(account))
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      reply.writeHead(403).end(error.message)
    }
  }
  const port = await openServer(t, site, 'localhost')
  const origin = `http://localhost:${port}`
  const settings = () =>
    JSON.stringify({
      authority: issuer,
      client_id: CLIENT_ID,
      redirect_uri: `${origin}/callback`,
      silent_redirect_uri: `${origin}/callback`,
      popup_redirect_uri: `${origin}/callback`,
      post_logout_redirect_uri: `${origin}/`,
      scope: 'openid profile email',
      automaticSilentRenew: false,
      ...stated,
    })
  return {
    origin,
    viafoura,
    restate: (next) => {
      stated = next
    },
  }
}
