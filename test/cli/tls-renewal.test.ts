/**
 * A certificate that is renewed while the server runs.
 */
import { once } from 'node:events'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t from 'tap'
import { expiredCertificate, selfSigned } from '../helpers/certificate.ts'
import { commandLine, portIn } from '../helpers/command-line.ts'

const ENV = { PUBLIC_URL: 'https://localhost', HOST: '127.0.0.1', PORT: '0' }

t.test('RFC 8446 §4.4.2: a renewed certificate is shown to whoever connects from then on', async (t) => {
  const { folder, start } = commandLine(t)
  const put = (name: string, content: string) => {
    writeFileSync(join(folder, `${name}.new`), content)
    renameSync(join(folder, `${name}.new`), join(folder, name))
  }
  const [first, second, old] = [
    selfSigned('localhost'),
    selfSigned('localhost'),
    expiredCertificate('localhost'),
  ]
  put('cert.pem', first.cert)
  put('key.pem', first.key)
  const server = start(['serve'], { ...ENV, TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' })
  const port = portIn(await server.says(/"msg":"ready"/))
  const accepts = async (ca: string) => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca })
    try {
      await once(socket, 'secureConnect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }
  t.ok(await accepts(first.cert))

  put('cert.pem', second.cert)
  await server.says(/TLS_KEY is key\.pem, which is not the key of [^\n]*the former stay in use/)
  t.ok(await accepts(first.cert), 'half a renewal changes nothing')
  t.notOk(await accepts(second.cert))

  put('key.pem', second.key)
  await server.says(/TLS_CERT and TLS_KEY were renewed/)
  t.ok(await accepts(second.cert))
  t.notOk(await accepts(first.cert), 'the former is shown no more')

  put('key.pem', old.key)
  put('cert.pem', old.cert)
  await server.says(/TLS_CERT is cert\.pem, which expired at [^\n]*the former stay in use/)
  t.ok(await accepts(second.cert), 'one that has expired is not taken up')
  server.child.kill('SIGTERM')
  t.match(await server.ended, { code: 0 })
})
