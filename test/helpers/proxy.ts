/**
 * A proxy of HTTP that does with headers as a test says, before a server on this machine.
 */
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Certificate } from '../../src/cli/own-certificate.ts'
import type { Lasting } from './fixtures.ts'
import { openServer } from './open-server.ts'

export type Rewrite = (headers: IncomingHttpHeaders, client: string) => IncomingHttpHeaders

/** @param tls undefined: without TLS @returns its port */
export function proxyBefore(t: Lasting, port: number, rewrite: Rewrite, tls?: Certificate): Promise<number> {
  const server = tls ? createTlsServer({ key: tls.key, cert: tls.cert }) : createServer()
  server.on('request', (asked, answer) => {
    const headers = rewrite(asked.headers, String(asked.socket.remoteAddress))
    const passed = request({ host: '127.0.0.1', port, path: asked.url, method: asked.method, headers })
    passed.on('response', (reply) => {
      answer.writeHead(Number(reply.statusCode), reply.headers)
      reply.pipe(answer)
    })
    passed.on('error', () => answer.writeHead(502).end())
    asked.pipe(passed)
  })
  return openServer(t, server, '127.0.0.1')
}
