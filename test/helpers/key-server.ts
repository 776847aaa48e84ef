/**
 * Where clients of tests have their keys: a real server, which does as it is told.
 */
import { createServer, type RequestListener } from 'node:http'
import type { Lasting } from './fixtures.ts'
import { openServer } from './open-server.ts'

export type KeyServer = Readonly<{
  uri: string
  /** The headers of each request so far, the newest last. */
  asked: Record<string, string | string[] | undefined>[]
  /** From now on this stands there. */
  put: (document: unknown) => void
  /** From now on it answers so. */
  answer: (listener: RequestListener) => void
}>

const json =
  (document: unknown): RequestListener =>
  (_, reply) =>
    reply.setHeader('content-type', 'application/json').end(JSON.stringify(document))

export async function keyServer(t: Lasting, document: unknown): Promise<KeyServer> {
  const asked: KeyServer['asked'] = []
  let listener = json(document)
  const server = createServer((request, reply) => {
    asked.push(request.headers)
    listener(request, reply)
  })
  const port = await openServer(t, server, '127.0.0.1')
  return {
    uri: `http://127.0.0.1:${port}/keys.json`,
    asked,
    put: (next) => {
      listener = json(next)
    },
    answer: (next) => {
      listener = next
    },
  }
}
