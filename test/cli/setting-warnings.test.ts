import t from 'tap'
import { warningsOf } from '../../src/cli/setting-warnings.ts'
import { readConfig } from '../../src/config.ts'

const served = { PUBLIC_URL: 'https://login.example.org', TRUST_PROXY: 'loopback' }

t.test('RFC 3207 §6: what is usable and better otherwise is a warning', async (t) => {
  const warned = (env: NodeJS.ProcessEnv) => warningsOf(readConfig({ ...served, ...env }, 'serve'))
  const own = { HOST: '127.0.0.1' }
  const mail = { ...own, MAIL_FROM: 'login@example.org' }
  t.same(warned(own), [])
  t.same(warned({ HOST: '::1' }), [])
  t.match(warned({}), [/^HOST is 0\.0\.0\.0, without TLS: /])
  t.match(warned({ HOST: '::' }), [/^HOST is ::, without TLS: /])
  t.same(warned({ TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' }), [])
  t.same(warningsOf(readConfig({ PUBLIC_URL: 'http://localhost:3000' }, 'serve')), [])
  for (const DATABASE_URL of [
    'sqlite:/data/vignette.db',
    'postgres://vignette:s3cret@localhost/vignette',
    'postgres://vignette:s3cret@[::1]:5432/vignette',
    'postgres:///vignette?host=/run/postgresql',
    'postgres://vignette:s3cret@one,two/vignette',
    'postgresql://vignette:s3cret@db.example.org/vignette?sslmode=verify-full',
  ]) {
    const expected = DATABASE_URL.includes('one,two') ? 1 : 0
    t.equal(warned({ ...own, DATABASE_URL }).length, expected, DATABASE_URL)
  }
  const [plain] = warned({ ...own, DATABASE_URL: 'postgres://vignette:s3cret@db.example.org/vignette' })
  t.match(plain, /^DATABASE_URL leads to another machine without TLS.*\?sslmode=verify-full$/)
  t.notMatch(plain, 's3cret')
  t.same(
    warned({ ...own, DATABASE_URL: 'postgres://a b:99999' }),
    [],
    'what no address is, is refused elsewhere',
  )
  for (const SMTP_URL of [
    'smtps://vignette:s3cret@mail.example.org',
    'smtp://vignette:s3cret@mail.example.org?requireTLS=true',
    'smtp://vignette:s3cret@mail.example.org:465?secure=true',
    'smtp://127.0.0.1:25',
  ]) {
    t.same(warned({ ...mail, SMTP_URL }), [], SMTP_URL)
  }
  const [warning] = warned({ ...mail, SMTP_URL: 'smtp://vignette:s3cret@mail.example.org:587' })
  t.match(warning, /^SMTP_URL does without TLS .*\?requireTLS=true$/)
  t.notMatch(warning, 's3cret')
})
