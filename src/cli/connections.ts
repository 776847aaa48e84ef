/**
 * Connections of a server that is to stop: none is cut off in the middle, and none that does nothing holds up the stop.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** @returns what is to be called as the server begins to close */
export function watchConnections(server: Server): () => void {
  /** Each with the last answer on it, which is not to outlive its request for that. */
  const sockets = new Map<Socket, WeakRef<ServerResponse> | undefined>()
  const watch = (socket: Socket) => {
    sockets.set(socket, undefined)
    socket.on('close', () => sockets.delete(socket))
  }
  let isEnding = false
  server.on('connection', watch)
  // What TLS reads to begin with is no request: what it carries is counted apart, once it stands.
  server.on('secureConnection', (socket: Socket) => (isEnding ? socket.destroy() : watch(socket)))
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) =>
    sockets.set(socket, new WeakRef(answer)),
  )
  return () => {
    isEnding = true
    for (const [socket, last] of sockets) {
      endAfter(socket, last?.deref())
      // Browsers open connections ahead of need; Node takes these for busy until it has heard something.
      if (socket.bytesRead === 0) socket.destroy()
    }
  }
}

/** What is being answered ends with its answer, instead of being kept for another request. */
function endAfter(socket: Socket, answer: ServerResponse | undefined): void {
  if (!answer || answer.writableFinished) return
  // One that has begun may wait for another before it on the same connection.
  if (answer.headersSent) answer.once('finish', () => socket.end())
  else answer.setHeader('connection', 'close')
}
