/**
 * Where tenants and clients of tests have their logos: a real server, which does as it is told.
 */
import { createServer, type RequestListener } from 'node:http'
import sharp from 'sharp'
import type { Lasting } from './fixtures.ts'
import { openServer } from './open-server.ts'

export type LogoServer = Readonly<{
  uri: string
  /** The headers of each request so far, the newest last. */
  asked: Record<string, string | string[] | undefined>[]
  /** From now on it answers so. */
  answer: (listener: RequestListener) => void
}>

export const plainLogo = (background: string, width = 40, height = 40): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

export const LOGO = await plainLogo('#0f5c4c')

export async function logoServer(t: Lasting): Promise<LogoServer> {
  const asked: LogoServer['asked'] = []
  let listener: RequestListener = (_, reply) => reply.setHeader('etag', '"1"').end(LOGO)
  const server = createServer((request, reply) => {
    asked.push(request.headers)
    listener(request, reply)
  })
  const port = await openServer(t, server, '127.0.0.1')
  return {
    uri: `http://127.0.0.1:${port}/logo.png`,
    asked,
    answer: (next) => {
      listener = next
    },
  }
}
