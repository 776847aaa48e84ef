/**
 * The guarded client against real servers that mean it ill.
 */
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createNetServer, type Server, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t, { type Test } from 'tap'
import { type AskAddresses, type GuardedFetch, makeGuardedFetch } from '../../src/outgoing/guarded-fetch.ts'
import { selfSigned } from '../helpers/certificate.ts'
import { openServer } from '../helpers/open-server.ts'

const HOST = 'logos.example'
const { key, cert } = selfSigned(HOST)
setDefaultCACertificates([...getCACertificates(), cert])

const LIMITS = { headers: {}, body: undefined, size_limit: 1000, time_limit: 1 }

const listening = (t: Test, server: Server) => openServer(t, server, '127.0.0.1')

const served = async (t: Test, answer: RequestListener) =>
  `http://127.0.0.1:${await listening(t, createServer(answer))}/logo`

/** A name server of our own: the answers one after the other, the last one for ever. */
function resolver(...answers: string[][]): AskAddresses & { asked: string[] } {
  const asked: string[] = []
  const ask: AskAddresses = (hostname, done) => {
    const addresses = answers[Math.min(asked.push(hostname), answers.length) - 1] ?? []
    process.nextTick(
      done,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return Object.assign(ask, { asked })
}

const local = makeGuardedFetch(['127.0.0.1'])

t.test('RFC 9110 §8.3: a reply comes whole, with its status and what it is said to be', async (t) => {
  const url = await served(t, ({ method, headers, url: path }, reply) => {
    reply.setHeader('content-type', 'Image/PNG; charset=x').setHeader('etag', '"1"')
    reply.end(`${method} ${path} ${headers['accept-encoding']} ${headers['accept']} ${headers['connection']}`)
  })
  const reply = await local({ url: `${url}?a=1#b`, ...LIMITS, headers: { accept: 'image/png' } })
  t.match(reply, { fault: undefined, status: 200, media_type: 'image/png', headers: { etag: '"1"' } })
  t.equal(String('body' in reply && reply.body), 'GET /logo?a=1 identity image/png close')
})

t.test('OpenID Connect Back-Channel Logout 1.0 §2.5: a body is posted', async (t) => {
  const url = await served(t, (request, reply) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => reply.writeHead(400).end(`${request.method} ${Buffer.concat(chunks)}`))
  })
  const reply = await local({ url, ...LIMITS, body: 'logout_token=x' })
  t.match(reply, { status: 400, media_type: undefined })
  t.equal(String('body' in reply && reply.body), 'POST logout_token=x')
})

t.test('RFC 9110 §15.4: no redirect is followed; "not modified" is none', async (t) => {
  let reached = 0
  const target = await served(t, (_, reply) => {
    reached += 1
    reply.end()
  })
  for (const status of [300, 301, 302, 303, 307, 308]) {
    const url = await served(t, (_, reply) => reply.writeHead(status, { location: target }).end())
    t.match(await local({ url, ...LIMITS }), { fault: 'redirected', detail: `status ${status}` })
  }
  t.equal(reached, 0)
  const url = await served(t, (_, reply) => reply.writeHead(304).end())
  t.match(await local({ url, ...LIMITS }), { fault: undefined, status: 304 })
})

t.test('Outgoing: more bytes than were granted are not taken, however they come', async (t) => {
  const megabyte = Buffer.alloc(1024 * 1024)
  const told = await served(t, (_, reply) => {
    reply.setHeader('content-length', 20 * megabyte.length)
    for (let count = 0; count < 20; count++) reply.write(megabyte)
    reply.end()
  })
  let written = 0
  const endless = await served(t, (_, reply) => {
    const more = () => {
      written += megabyte.length
      if (!reply.destroyed) reply.write(megabyte, () => setImmediate(more))
    }
    more()
  })
  for (const url of [told, endless]) t.match(await local({ url, ...LIMITS }), { fault: 'too-large' })
  t.ok(written < 30 * megabyte.length, `${written} bytes were written before it was cut`)
  const exact = await served(t, (_, reply) => reply.end(Buffer.alloc(1000)))
  t.match(await local({ url: exact, ...LIMITS }), { fault: undefined })
  t.match(await local({ url: exact, ...LIMITS, size_limit: 999 }), { fault: 'too-large' })
})

t.test('RFC 9110 §8.4: nothing is decoded, so that no few bytes become many', async (t) => {
  const url = await served(t, (_, reply) => reply.writeHead(200, { 'content-encoding': 'gzip' }).end('x'))
  t.match(await local({ url, ...LIMITS }), { fault: 'encoded', detail: 'gzip' })
  const plain = await served(t, (_, reply) =>
    reply.writeHead(200, { 'content-encoding': 'identity' }).end('x'),
  )
  t.match(await local({ url: plain, ...LIMITS }), { fault: undefined })
})

t.test('Outgoing: the time limit counts from the question to the last byte', async (t) => {
  const silent = await served(t, () => {})
  const drip = await served(t, (_, reply) => {
    const timer = setInterval(() => reply.write('.'), 20)
    reply.on('close', () => clearInterval(timer))
  })
  const headers = await listening(
    t,
    createNetServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ')
      const timer = setInterval(() => socket.write('y'), 20)
      socket.on('close', () => clearInterval(timer)).on('error', () => {})
    }),
  )
  const unanswered = makeGuardedFetch([], { ask: () => {} })
  const before = Date.now()
  const faults = await Promise.all([
    local({ url: silent, ...LIMITS }),
    local({ url: drip, ...LIMITS }),
    local({ url: `http://127.0.0.1:${headers}/`, ...LIMITS }),
    unanswered({ url: `https://${HOST}/`, ...LIMITS }),
  ])
  for (const fault of faults) t.match(fault, { fault: 'too-slow' })
  t.ok(Date.now() - before < 3000)
})

t.test('Outgoing: what is no HTTP, cut short or not there is unreachable', async (t) => {
  const answering = async (answer: (socket: Socket) => void) => {
    const port = await listening(
      t,
      createNetServer((socket) => void socket.on('error', () => {}).once('data', () => answer(socket))),
    )
    return `http://127.0.0.1:${port}/`
  }
  for (const url of [
    await answering((socket) => socket.end('SSH-2.0-OpenSSH\r\n')),
    await answering((socket) => socket.destroy()),
    await answering((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab')),
    await answering((socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ),
    await answering((socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)),
    'http://127.0.0.1:1/',
  ]) {
    t.match(await local({ url, ...LIMITS }), { fault: 'unreachable', detail: /./ })
  }
  const nameless = makeGuardedFetch([], {
    ask: (_, done) => done(Object.assign(new Error('none'), { code: 'ENOTFOUND' }), []),
  })
  const lost = await nameless({ url: `https://${HOST}/`, ...LIMITS })
  t.same(lost, { fault: 'unreachable', detail: 'ENOTFOUND' })
  t.match(await makeGuardedFetch([])({ url: 'https://nowhere.invalid/', ...LIMITS }), {
    fault: 'unreachable',
  })
})

t.test('RFC 9110 §4.2.4: only addresses of the web, without a name of a user or a last dot', async (t) => {
  const fetch = makeGuardedFetch(['127.0.0.1', 'localhost', 'localhost.'])
  for (const url of [
    '',
    'logo.png',
    '//logos.example/',
    'ftp://logos.example/',
    'file:///etc/passwd',
    'data:image/png;base64,AA==',
    'javascript:alert(1)',
    'https://',
    'https://user@logos.example/',
    'https://user:secret@logos.example/',
    'https://:secret@logos.example/',
    'https://localhost./',
    'https://logos.example./',
    'https://[::1%25lo]/',
    'https://256.0.0.1/',
    'https://a b/',
  ]) {
    t.match(await fetch({ url, ...LIMITS }), { fault: 'url-refused' }, url)
  }
})

/** As they may be written in an address of the web; what they stand for is tested with the rule. */
const LITERALS = `
  127.0.0.1 127.1 127.0.0.1. 2130706433 0x7f000001 0x7f.1 017700000001 0177.0.0.01 0 0.0.0.0 10.0.0.1 169.254.169.254 0xa9fea9fe
  2852039166 192.168.0.1 100.64.0.1 224.0.0.1 255.255.255.255 ①②⑦.⓪.⓪.① 127。0。0。1 %31%32%37.0.0.1
  [::] [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:169.254.169.254] [::127.0.0.1] [64:ff9b::127.0.0.1]
  [64:ff9b::a9fe:a9fe] [2002:7f00:1::] [2001::1] [fc00::1] [fd00:ec2::254] [fe80::1] [ff02::1]`

t.test('RFC 7591 §5: no address leads to this machine or its network, however it is written', async (t) => {
  const fetch = makeGuardedFetch([])
  for (const host of LITERALS.trim().split(/\s+/)) {
    for (const scheme of ['http', 'https']) {
      const { fault } = await fetch({ url: `${scheme}://${host}/`, ...LIMITS })
      t.equal(fault, 'address-refused', `${scheme}://${host}/`)
    }
  }
  for (const name of ['localhost', 'LOCALHOST', 'localhost:8080']) {
    t.match(await fetch({ url: `https://${name}/`, ...LIMITS }), { fault: 'address-refused' }, name)
  }
  // Without TLS there is no saying who answers, wherever that is.
  t.match(await fetch({ url: 'http://8.8.8.8/', ...LIMITS }), { fault: 'address-refused' })
})

/** A server with TLS, and clients that find HOST where `ask` says. */
async function tlsServer(t: Test) {
  let reached = 0
  const server = createTlsServer({ key, cert }, (_, reply) => {
    reached += 1
    reply.end('here')
  })
  const port = await listening(t, server)
  const get = (fetch: GuardedFetch, host = HOST) => fetch({ url: `https://${host}:${port}/`, ...LIMITS })
  return { get, reached: () => reached }
}

t.test('RFC 7591 §5: a name is judged by the addresses that are connected to', async (t) => {
  const { get, reached } = await tlsServer(t)
  for (const addresses of [
    ['127.0.0.1'],
    ['8.8.8.8', '127.0.0.1'],
    ['::1', '2606:4700::1111'],
    ['::ffff:7f00:1'],
  ]) {
    const fault = { fault: 'address-refused', detail: new RegExp(`^https://${HOST} is `) }
    t.match(await get(makeGuardedFetch([], { ask: resolver(addresses) })), fault)
  }
  // The name stands for another address the second time: it is asked once for each connection, and judged then.
  const ask = resolver(['8.8.8.8'], ['127.0.0.1'])
  const rebound = makeGuardedFetch([], { ask })
  t.match(await rebound({ url: `https://${HOST}:1/`, ...LIMITS }), { fault: /too-slow|unreachable/ })
  t.match(await get(rebound), { fault: 'address-refused' })
  t.same(ask.asked, [HOST, HOST])
  t.equal(reached(), 0)
})

t.test(
  'Outgoing: what the operator allowed may be reached, and its certificate is still proved',
  async (t) => {
    const { get, reached } = await tlsServer(t)
    const found = resolver(['127.0.0.1'])
    for (const allowed of [
      [HOST.toUpperCase()],
      ['127.0.0.1'],
      ['127.0.0.0/8'],
      ['10.0.0.0/8', '127.0.0.0/30'],
    ]) {
      t.match(await get(makeGuardedFetch(allowed, { ask: found })), { status: 200 }, allowed.join())
    }
    t.equal(reached(), 4)
    for (const allowed of [['other.example'], ['127.0.0.2'], ['10.0.0.0/8'], ['::1'], ['fd00::/8']]) {
      t.match(
        await get(makeGuardedFetch(allowed, { ask: found })),
        { fault: 'address-refused' },
        allowed.join(),
      )
    }
    t.match(await get(makeGuardedFetch(['127.0.0.1'], { ask: found }), 'other.example'), {
      fault: 'unreachable',
      detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    t.match(await makeGuardedFetch(['::1/128'])({ url: 'http://[::1]:1/', ...LIMITS }), {
      fault: 'unreachable',
    })
    t.equal(reached(), 4)
  },
)

t.test(
  'Outgoing: the host of a test suite is reached whatever its certificate says, and no other is',
  async (t) => {
    const { key, cert } = selfSigned('somebody.example')
    const port = await listening(
      t,
      createTlsServer({ key, cert }, (_, reply) => reply.end('here')),
    )
    const ask = resolver(['127.0.0.1'])
    const of = (host: string, fetch: GuardedFetch) => fetch({ url: `https://${host}:${port}/`, ...LIMITS })
    const suite = makeGuardedFetch([], { ask, suite_host: 'suite.example' })
    t.match(await of('suite.example', suite), { status: 200 })
    for (const host of ['other.example', 'a.suite.example', 'suite.example.org', 'localhost', '127.0.0.1']) {
      t.match(await of(host, suite), { fault: 'address-refused' }, host)
    }
    const fault = { fault: 'unreachable', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' }
    const allowing = makeGuardedFetch(['other.example'], { ask, suite_host: 'suite.example' })
    t.match(await of('other.example', allowing), fault, 'what else is allowed is still proved')
    t.match(await of('suite.example', makeGuardedFetch(['suite.example'], { ask })), fault)
  },
)
