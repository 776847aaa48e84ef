/**
 * Servers that tests make themselves, of clients and of whoever else is called: on a free port, and gone with the test.
 */
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import type { Lasting } from './fixtures.ts'

type AnyServer = Server & Partial<Pick<HttpServer, 'closeAllConnections'>>

/**
 * @param wanted 0: any that is free
 * @returns its port
 */
export async function openServer(t: Lasting, server: AnyServer, host: string, wanted = 0): Promise<number> {
  server.listen(wanted, host)
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections?.()
  })
  return (server.address() as AddressInfo).port
}
