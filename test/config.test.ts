/**
 * The environment: its defaults, and every fault of it at once.
 */
import t from 'tap'
import { ConfigError, isLoopback, type Mode, readConfig } from '../src/config.ts'

const SECRET = 'bm90LWEtc2VjcmV0LWJ1dC1hcy1sb25nLWFzLW9uZTE'
const PREVIOUS = Buffer.alloc(32, 9).toString('base64url')
const served = { PUBLIC_URL: 'https://login.example.org', TRUST_PROXY: 'loopback' }

function faultsOf(env: NodeJS.ProcessEnv, mode: Mode = 'serve'): readonly string[] {
  try {
    readConfig(env, mode)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

t.test('Config: dev mode has a default for everything', async (t) => {
  t.same(readConfig({}, 'dev'), {
    public_url: 'http://localhost:3000',
    host: 'localhost',
    port: 3000,
    database_url: 'sqlite:data/vignette.db',
    data_dir: 'data',
    secret_key: undefined,
    secret_key_previous: undefined,
    trust_proxy: false,
    tls: undefined,
    smtp_url: undefined,
    mail_from: 'vignette@localhost',
    allow_private_fetch: ['127.0.0.0/8', '::1'],
    metrics: undefined,
    log_level: 'info',
  })
  t.match(readConfig({ PORT: '4000', DATA_DIR: '/var/lib/vignette' }, 'dev'), {
    public_url: 'http://localhost:4000',
    port: 4000,
    database_url: 'sqlite:/var/lib/vignette/vignette.db',
  })
})

t.test('Config: serve has no default for its address, and listens to everybody', async (t) => {
  t.match(faultsOf({}), [/^PUBLIC_URL is missing: .*for example https:\/\/login\.example\.org$/])
  t.match(readConfig(served, 'serve'), {
    public_url: 'https://login.example.org',
    host: '0.0.0.0',
    port: 3000,
  })
})

t.test('Config: what is set is taken, and what is set to nothing is not', async (t) => {
  const env = {
    PUBLIC_URL: 'https://LOGIN.example.org:443',
    HOST: '::1',
    PORT: '65535',
    DATABASE_URL: 'postgresql://vignette@db/vignette',
    DATA_DIR: '/data',
    VIGNETTE_SECRET_KEY: SECRET,
    VIGNETTE_SECRET_KEY_PREVIOUS: PREVIOUS,
    TRUST_PROXY: '10.0.0.1',
    TLS_CERT: 'cert.pem',
    TLS_KEY: 'key.pem',
    SMTP_URL: 'smtps://vignette:secret@mail.example.org',
    MAIL_FROM: 'login@example.org',
    ALLOW_PRIVATE_FETCH: 'apps.internal, 10.1.0.0/16,,fd00::/8',
    METRICS_HOST: '::1',
    METRICS_PORT: '9464',
    LOG_LEVEL: 'silent',
    HOME: '/root',
  }
  t.same(readConfig(env, 'serve'), {
    public_url: 'https://login.example.org',
    host: '::1',
    port: 65535,
    database_url: 'postgresql://vignette@db/vignette',
    data_dir: '/data',
    secret_key: Buffer.from('not-a-secret-but-as-long-as-one1'),
    secret_key_previous: Buffer.alloc(32, 9),
    trust_proxy: '10.0.0.1',
    tls: { cert: 'cert.pem', key: 'key.pem' },
    smtp_url: 'smtps://vignette:secret@mail.example.org',
    mail_from: 'login@example.org',
    allow_private_fetch: ['apps.internal', '10.1.0.0/16', 'fd00::/8'],
    metrics: { host: '::1', port: 9464 },
    log_level: 'silent',
  })
  t.match(readConfig({ ...served, HOST: '', PORT: '', LOG_LEVEL: '' }, 'serve'), {
    port: 3000,
    log_level: 'info',
  })
})

t.test('Config: dev mode alone fetches from its own machine unasked', async (t) => {
  const ALLOW_PRIVATE_FETCH = 'apps.internal'
  t.same(readConfig({ ALLOW_PRIVATE_FETCH }, 'dev').allow_private_fetch, [
    '127.0.0.0/8',
    '::1',
    ALLOW_PRIVATE_FETCH,
  ])
  t.same(readConfig({ ALLOW_PRIVATE_FETCH }, 'conformance').allow_private_fetch, [ALLOW_PRIVATE_FETCH])
  t.same(readConfig(served, 'serve').allow_private_fetch, [])
})

t.test('Config: metrics are for this machine, where nobody states otherwise', async (t) => {
  t.same(readConfig({ METRICS_PORT: '9464' }, 'dev').metrics, { host: '127.0.0.1', port: 9464 })
  t.match(faultsOf({ ...served, METRICS_HOST: '10.0.0.1' }), [/^METRICS_PORT is missing: it must be a port/])
  t.match(faultsOf({ ...served, METRICS_PORT: '65536' }), [/^METRICS_PORT is "65536": .*for example 9464$/])
})

t.test('Config: nobody can change it afterwards', async (t) => {
  t.ok(Object.isFrozen(readConfig({}, 'dev')))
})

t.test('Config: every fault is reported at once, with its variable, its value and an example', async (t) => {
  const env = {
    PUBLIC_URL: 'login.example.org/path',
    PORT: '65536',
    DATABASE_URL: 'mysql://db/vignette',
    VIGNETTE_SECRET_KEY: 'short',
    VIGNETTE_SECRET_KEY_PREVIOUS: 'shorter',
    TRUST_PROXY: 'everybody',
    LOG_LEVEL: 'loud',
  }
  t.match(faultsOf(env), [
    /^PUBLIC_URL is "login\.example\.org\/path": it must be .*for example https:/,
    /^PORT is "65536": it must be .*for example 3000$/,
    /^DATABASE_URL is not usable: it must be .*for example sqlite:/,
    /^VIGNETTE_SECRET_KEY is not usable: it must be .*for example the output of: openssl/,
    /^VIGNETTE_SECRET_KEY_PREVIOUS is not usable: it must be the former VIGNETTE_SECRET_KEY/,
    /^TRUST_PROXY is "everybody": it must be .*for example 10\.0\.0\.1$/,
    /^LOG_LEVEL is "loud": it must be one of fatal, .*silent$/,
  ])
  t.equal(faultsOf(env).length, 7)
  const message = `The settings are not usable:\n${faultsOf(env)
    .map((fault) => `  ${fault}`)
    .join('\n')}`
  t.throws(() => readConfig(env, 'serve'), { name: 'ConfigError', message })
})

t.test('Config: a secret is not shown, even where it is wrong', async (t) => {
  const secrets = { VIGNETTE_SECRET_KEY: `${SECRET}s3cret`, VIGNETTE_SECRET_KEY_PREVIOUS: `${SECRET}s3cret` }
  const faults = faultsOf({ ...served, ...secrets, DATABASE_URL: 'mysql://user:s3cret@db/x' })
  t.equal(faults.length, 3)
  t.notMatch(faults.join('\n'), /s3cret/)
  t.notMatch(faults.join('\n'), SECRET)
})

t.test('RFC 6454 §4: PUBLIC_URL is an origin and nothing more', async (t) => {
  const bad = [
    'login.example.org',
    'ftp://login.example.org',
    'https://login.example.org/',
    'https://login.example.org/path',
    'https://login.example.org?x',
    'https://login.example.org#x',
    'https://me@login.example.org',
    'https://login.exam ple.org',
    'http://login.exam ple.org',
    'http://login.example.org/path',
    'https://login.example.org:port',
    'http://login.example.org:99999',
    'https://[::1',
    'https://',
  ]
  for (const PUBLIC_URL of bad) {
    t.match(faultsOf({ PUBLIC_URL }), [/^PUBLIC_URL is "/], PUBLIC_URL)
    t.equal(faultsOf({ PUBLIC_URL }).length, 1, PUBLIC_URL)
  }
})

t.test(
  'Config: a port that is none is one fault in dev mode, though the address has it within',
  async (t) => {
    for (const PORT of ['x', '-1', '65536', '99999', '3.5', '0x10', '80x']) {
      t.match(faultsOf({ PORT }, 'dev'), [/^PORT is "/], PORT)
      t.equal(faultsOf({ PORT }, 'dev').length, 1, PORT)
    }
  },
)

t.test('RFC 6749 §3.1: serve demands https, but on the machine itself', async (t) => {
  t.match(faultsOf({ PUBLIC_URL: 'http://login.example.org' }), [
    /^PUBLIC_URL is http:\/\/login\.example\.org: .*must begin with https:\/\/$/,
  ])
  for (const PUBLIC_URL of [
    'http://localhost:3000',
    'http://127.0.0.1',
    'http://127.9.9.9:80',
    'http://[::1]:80',
  ]) {
    t.same(faultsOf({ PUBLIC_URL }), [], PUBLIC_URL)
  }
  t.same(faultsOf({ PUBLIC_URL: 'http://login.example.org' }, 'dev'), [])
})

t.test('RFC 9110 §4.2.2: where TLS is spoken here, it is https everywhere', async (t) => {
  const tls = { TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' }
  t.match(readConfig({ ...tls, PORT: '4000' }, 'dev'), { public_url: 'https://localhost:4000' })
  for (const mode of ['dev', 'serve', 'conformance'] as const) {
    t.match(faultsOf({ ...tls, PUBLIC_URL: 'http://localhost:3000' }, mode), [
      /^PUBLIC_URL is http:\/\/localhost:3000: this server speaks TLS itself, so it must begin with https:\/\/$/,
    ])
  }
  t.match(faultsOf({ PUBLIC_URL: 'http://localhost:3000' }, 'conformance'), [/^PUBLIC_URL is http:/])
  t.match(readConfig({}, 'conformance'), {
    public_url: 'https://localhost:3000',
    host: 'localhost',
    tls: undefined,
  })
})

t.test('Config: a certificate goes with a key', async (t) => {
  t.match(faultsOf({ ...served, TLS_CERT: 'cert.pem' }), [
    /^TLS_KEY is missing: it must be the file with the private key that belongs to TLS_CERT, in PEM/,
  ])
  t.match(faultsOf({ ...served, TLS_KEY: 'key.pem' }), [
    /^TLS_CERT is missing: it must be the file with the certificate/,
  ])
})

t.test('Secure Contexts §3.1: which hosts are the machine itself', async (t) => {
  for (const host of ['localhost', '127.0.0.1', '127.255.0.9', '[::1]', '[0:0:0:0:0:0:0:1]', 'LOCALHOST']) {
    t.ok(isLoopback(`http://${host}:3000`), host)
  }
  for (const host of ['localhost.example.org', '127.0.0.1.example.org', '128.0.0.1', '10.0.0.1', '[::2]']) {
    t.notOk(isLoopback(`http://${host}:3000`), host)
  }
})

t.test('Config: TRUST_PROXY is yes, no, or addresses', async (t) => {
  const trust = (TRUST_PROXY: string) => readConfig({ TRUST_PROXY }, 'dev').trust_proxy
  t.equal(trust('true'), true)
  t.equal(trust('false'), false)
  const good = [
    '10.0.0.1',
    '10.0.0.0/8',
    '10.0.0.1/32, fd00::/7',
    '::1/128',
    'loopback',
    'loopback,uniquelocal, 10.0.0.1',
  ]
  for (const text of good) t.equal(trust(text), text, text)
  const bad = [
    'yes',
    '1',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '::/129',
    '10.0.0.1,',
    '10.0.0.1/8/8',
    'true,10.0.0.1',
    'face',
  ]
  for (const text of bad) t.match(faultsOf({ TRUST_PROXY: text }, 'dev'), [/^TRUST_PROXY is "/], text)
})

t.test('RFC 7239 §8.1: serve wants to know its proxies, and believes nobody else', async (t) => {
  const { PUBLIC_URL } = served
  t.match(faultsOf({ PUBLIC_URL }), [
    /^TRUST_PROXY is missing, though TLS ends before this server: .*for example loopback, or false/,
  ])
  for (const TRUST_PROXY of ['false', 'loopback', '10.0.0.1, fd00::/8']) {
    t.same(faultsOf({ PUBLIC_URL, TRUST_PROXY }), [], TRUST_PROXY)
  }
  t.same(faultsOf({ PUBLIC_URL, TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' }), [], 'there is none')
  t.same(faultsOf({ PUBLIC_URL: 'http://localhost:3000' }), [], 'on the machine itself')
  t.match(faultsOf({ PUBLIC_URL, TRUST_PROXY: 'true' }), [/^TRUST_PROXY is true, which believes anybody: /])
})

t.test('Config: ALLOW_PRIVATE_FETCH is hosts and addresses', async (t) => {
  const allowed = (ALLOW_PRIVATE_FETCH: string) => faultsOf({ ...served, ALLOW_PRIVATE_FETCH })
  for (const text of [
    'localhost',
    'apps.internal',
    'a-1.b-2.c3',
    '10.0.0.1',
    '::1',
    '10.0.0.0/8,fd00::/8',
    ',',
  ]) {
    t.same(allowed(text), [], text)
  }
  for (const text of [
    'http://a',
    'a:80',
    'a/8',
    '[::1]',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.0/33',
    'a b',
    '*.a',
    'a.',
    '.a',
  ]) {
    t.match(allowed(text), [/^ALLOW_PRIVATE_FETCH is ".*for example apps\.internal,10\.1\.0\.0\/16$/], text)
  }
})

t.test('RFC 4648 §5: the secret key is 32 bytes in base64url, with or without padding', async (t) => {
  t.equal(readConfig({ VIGNETTE_SECRET_KEY: `${SECRET}=` }, 'dev').secret_key?.length, 32)
  for (const text of [SECRET.slice(1), `${SECRET}A`, SECRET.replace('b', '+'), `${SECRET}==`]) {
    t.match(faultsOf({ VIGNETTE_SECRET_KEY: text }, 'dev'), [/^VIGNETTE_SECRET_KEY is not usable/], text)
  }
})

t.test('RFC 5322 §3.4: mail needs a server to send it and an address to come from, or neither', async (t) => {
  const SMTP_URL = 'smtp://vignette:s3cret@mail.example.org:587'
  for (const mode of ['serve', 'dev'] as const) {
    t.match(faultsOf({ ...served, SMTP_URL }, mode), [
      /^MAIL_FROM is missing: .*for example login@example\.org$/,
    ])
  }
  t.match(readConfig({ ...served, MAIL_FROM: 'login@example.org' }, 'serve'), { smtp_url: undefined })
  t.equal(readConfig(served, 'serve').mail_from, 'vignette@login.example.org')
  for (const url of [
    'smtp://mail.example.org',
    'smtp://127.0.0.1:2525',
    'smtps://[::1]:465',
    `${SMTP_URL}?requireTLS=true`,
  ]) {
    t.same(faultsOf({ ...served, SMTP_URL: url, MAIL_FROM: 'a@b' }), [], url)
  }
  for (const url of [
    'mail.example.org',
    'https://mail.example.org',
    'smtp://',
    'smtp://s3cret@:25',
    'smtp://a:s3cret@host:99999',
    'smtp://a b',
  ]) {
    const faults = faultsOf({ ...served, SMTP_URL: url, MAIL_FROM: 'a@b' })
    t.match(faults, [/^SMTP_URL is not usable: it must be .*for example smtp:/], url)
    t.notMatch(faults.join(), 's3cret')
  }
})

t.test('RFC 5322 §3.4.1: MAIL_FROM is one address and nothing more', async (t) => {
  const from = (MAIL_FROM: string) => faultsOf({ ...served, SMTP_URL: 'smtp://mail.example.org', MAIL_FROM })
  t.same(from('login+vignette@mail.example.org'), [])
  const bad = [
    'login',
    '@example.org',
    'login@',
    'Login <login@example.org>',
    'a@b, c@d',
    'a@b@c',
    'a b@c',
    'a@b\r\nBcc: c@d',
    `${'a'.repeat(250)}@example.org`,
  ]
  for (const text of bad) t.match(from(text), [/^MAIL_FROM is "/], text)
})
