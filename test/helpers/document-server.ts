/**
 * Where clients of tests have their documents: a real server with TLS, whose certificate this process trusts.
 */
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { selfSigned } from './certificate.ts'
import type { Lasting } from './fixtures.ts'
import { openServer } from './open-server.ts'

export type DocumentServer = Readonly<{
  /** https://localhost and a port. */
  origin: string
  /** The path of each request so far, the newest last. */
  asked: string[]
  /** From now on it answers so. */
  answer: (listener: RequestListener) => void
  /** From now on it answers with this as JSON. */
  tell: (document: unknown, headers?: Record<string, string>) => void
}>

/** For settings of a server that fetches from there. */
export const REACHES_DOCUMENTS = { allow_private_fetch: ['localhost'] }

const { key, cert } = selfSigned('localhost')
setDefaultCACertificates([...getCACertificates(), cert])

export async function documentServer(t: Lasting): Promise<DocumentServer> {
  const asked: string[] = []
  let listener: RequestListener = (_, reply) => reply.writeHead(404).end()
  const server = createServer({ key, cert }, (request, reply) => {
    asked.push(String(request.url))
    listener(request, reply)
  })
  const port = await openServer(t, server, 'localhost')
  const answer = (next: RequestListener) => {
    listener = next
  }
  return {
    origin: `https://localhost:${port}`,
    asked,
    answer,
    tell: (document, headers = {}) =>
      answer((_, reply) =>
        reply
          .writeHead(200, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(document)),
      ),
  }
}
