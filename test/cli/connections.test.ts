/**
 * How a server lets go of its connections, on plain ones of Node's own server.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { watchConnections } from '../../src/cli/connections.ts'

/** A server that answers `/now` at once, and `/later` when it is let. */
async function scene(t: Test) {
  const { promise: later, resolve: answerLater } = Promise.withResolvers<void>()
  const asked: string[] = []
  const server = createServer({ keepAliveTimeout: 72_000 }, async ({ url = '' }, answer) => {
    asked.push(url)
    if (url === '/later') await later
    answer.end(url)
  })
  t.teardown(() => server.close())
  const letGo = watchConnections(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const open = () => connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1')
  return { server, letGo, answerLater, asked, open }
}

/** All that comes on a connection until it is closed, when the server stops in the middle of it. */
async function answersTo(t: Test, ...paths: string[]): Promise<string> {
  const { letGo, answerLater, asked, open } = await scene(t)
  const socket = open()
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`).join(''))
  while (asked.length < paths.length) await sleep(1)
  letGo()
  answerLater()
  let text = ''
  for await (const piece of socket) text += piece
  return text
}

t.test('RFC 9112 §9.6: what is being answered is the last on its connection', async (t) => {
  t.match(await answersTo(t, '/later'), /\r\nconnection: close\r\n[\s\S]*\r\n\r\n\/later$/i)
})

t.test('RFC 9112 §9.3.2: what came together is all answered, whichever is ready first', async (t) => {
  for (const paths of [
    ['/later', '/now'],
    ['/now', '/later'],
    ['/later', '/later'],
  ]) {
    t.same((await answersTo(t, ...paths)).match(/(?<=\r\n\r\n)\/(now|later)/g), paths)
  }
})

t.test('RFC 9112 §9.5: what has asked for nothing is closed at once', async (t) => {
  const { server, letGo, open } = await scene(t)
  const idle = open().resume()
  await once(server, 'connection')
  letGo()
  await once(idle, 'close')
  t.equal(idle.bytesRead, 0)
})
