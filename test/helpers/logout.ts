/**
 * What tests of signing out at clients need: a client's server that takes logout tokens, and rows of deliveries.
 */
import { createServer, type RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import type { LogoutDeliveryRow } from '../../src/store/logout-rows.ts'
import { row, statement } from '../../src/store/statement.ts'
import type { Lasting } from './fixtures.ts'
import { openServer } from './open-server.ts'

export type LogoutReceiver = Readonly<{
  uri: string
  /** The form of each request so far, the newest last. */
  taken: URLSearchParams[]
  /** From now on it answers so. */
  answer: (listener: RequestListener) => void
}>

/** ALLOW_PRIVATE_FETCH of a server that may tell it. */
export const REACHABLE = { allow_private_fetch: ['127.0.0.1'] }

export async function logoutReceiver(t: Lasting): Promise<LogoutReceiver> {
  const taken: URLSearchParams[] = []
  let listener: RequestListener = (_, reply) => reply.end()
  const server = createServer(async (request, reply) => {
    taken.push(new URLSearchParams(await text(request)))
    listener(request, reply)
  })
  const port = await openServer(t, server, '127.0.0.1')
  return {
    uri: `http://127.0.0.1:${port}/back-channel`,
    taken,
    answer: (next) => {
      listener = next
    },
  }
}

export const insertLogoutDelivery = statement((q, p: LogoutDeliveryRow) =>
  q
    .insertInto('logout_delivery')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'client_id',
        'sub',
        'attempts',
        'due_at',
        'last_error',
        'created_at',
        'expires_at',
        'delivered_at',
      ),
    ),
)

/** Read past the statements that are tested. */
export const allLogouts = statement((q) =>
  q.selectFrom('logout_delivery').selectAll().orderBy('client_id').orderBy('id'),
)
export const allSessionClients = statement((q) =>
  q.selectFrom('session_client').selectAll().orderBy('client_id').orderBy('id'),
)
