/**
 * A server on a port of its own, as a browser needs it. The port is known before the server is made, since its address is
 * part of what it signs.
 */
import { createServer } from 'node:net'
import type { Config } from '../../src/config.ts'
import { type Lasting, startServer, type TestServer } from './fixtures.ts'

export async function listeningServer(t: Lasting, settings: Partial<Config> = {}): Promise<TestServer> {
  const port = await freePort()
  const server = await startServer(t, { public_url: `http://localhost:${port}`, port, ...settings })
  server.clock.seconds = Math.floor(Date.now() / 1000)
  await server.app.listen({ host: 'localhost', port })
  return server
}

export async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer()
  server.listen(0, 'localhost', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
  })
  return promise
}
