/**
 * The load's own HTTP: where an answer ends, and what a request looks like.
 */
import t from 'tap'
import { completeAnswer, requestText } from '../../../scripts/bench/keep-alive-connection.ts'

const HEAD = 'HTTP/1.1 303 See Other\r\nLocation: https://rp.example/\r\nContent-Length: 4'

t.test('RFC 9112 §6.2: an answer is complete when its body has the length that was announced', async (t) => {
  const whole = `${HEAD}\r\n\r\nbody`
  for (let length = 0; length < whole.length; length += 1) {
    t.equal(completeAnswer(whole.slice(0, length)), undefined)
  }
  t.same(completeAnswer(whole), { status: 303, head: HEAD, body: 'body' })
  t.throws(() => completeAnswer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'), {
    message: /without Content-Length/,
  })
})

t.test('RFC 9112 §3, §6.2: a request with a body says how long it is', async (t) => {
  t.equal(
    requestText(3000, 'GET /a', ['cookie: b']),
    'GET /a HTTP/1.1\r\nhost: 127.0.0.1:3000\r\ncookie: b\r\n\r\n',
  )
  t.equal(
    requestText(3000, 'POST /a', [], 'b=c'),
    'POST /a HTTP/1.1\r\nhost: 127.0.0.1:3000\r\ncontent-length: 3\r\n\r\nb=c',
  )
})
