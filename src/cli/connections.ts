/**
 * Connections of a server that is to stop: none is cut off in the middle, and none that does nothing holds up the stop.
 */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** @returns what is to be called as the server begins to close */
export function watchConnections(server: Server): () => void {
  const sockets = new Set<Socket>()
  const answers = new Set<ServerResponse>()
  const watch = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }
  let isEnding = false
  server.on('connection', watch)
  // What TLS reads to begin with is no request: what it carries is counted apart, once it stands.
  server.on('secureConnection', (socket: Socket) => (isEnding ? socket.destroy() : watch(socket)))
  server.on('request', (_request, answer: ServerResponse) => {
    answers.add(answer)
    answer.on('close', () => answers.delete(answer))
  })
  return () => {
    isEnding = true
    // What is being answered ends with its answer, instead of being kept for another request.
    for (const answer of answers) if (!answer.headersSent) answer.setHeader('connection', 'close')
    // Browsers open connections ahead of need; Node takes these for busy until it has heard something.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}
