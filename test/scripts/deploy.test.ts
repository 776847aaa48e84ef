/**
 * The examples of proxies: each with what the server relies on, and judged by the proxy itself where it is installed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { selfSigned } from '../helpers/certificate.ts'

const DEPLOY = join(import.meta.dirname, '../../scripts/deploy')
const readExample = (name: string): string => readFileSync(join(DEPLOY, name), 'utf8')

const without = (program: string): string | false =>
  spawnSync(program, ['version']).error
    ? `${program} is not installed: its example was not judged by it`
    : false

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-deploy-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const { cert, key } = selfSigned('login.example.org')
  writeFileSync(join(folder, 'cert.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  return folder
}

t.test('RFC 7239 §8.1: nginx puts the address of its client in place of what it was sent', async (t) => {
  const example = readExample('nginx.conf')
  t.match(example, '    proxy_set_header X-Forwarded-For $remote_addr;\n')
  t.match(example, '    proxy_set_header Host $http_host;\n')
  t.notMatch(example, '$proxy_add_x_forwarded_for')
  for (const name of ['Host', 'Proto']) t.match(example, `    proxy_set_header X-Forwarded-${name} "";\n`)
})

t.test('Operations: nginx understands its example', { skip: without('nginx') }, async (t) => {
  const folder = folderOf(t)
  const server = readExample('nginx.conf').replaceAll(
    /(ssl_certificate(_key)?) .*\/(\w+)\.pem/g,
    (_, name, key) => `${name} ${folder}/${key ? 'key' : 'cert'}.pem`,
  )
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (of) => `${of}_temp_path ${folder}/${of};`,
  )
  const http = `http { access_log off; ${temporary.join(' ')} ${server} }`
  writeFileSync(join(folder, 'nginx.conf'), `pid ${folder}/pid; error_log ${folder}/log; events {} ${http}`)
  execFileSync('nginx', ['-t', '-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'pipe' })
})

t.test('Operations: Caddy understands its example', { skip: without('caddy') }, async (t) => {
  t.match(readExample('Caddyfile'), '\treverse_proxy 127.0.0.1:3000\n')
  const file = join(folderOf(t), 'Caddyfile')
  writeFileSync(file, readExample('Caddyfile'))
  execFileSync('caddy', ['adapt', '--config', file, '--adapter', 'caddyfile'], { stdio: 'pipe' })
})

t.test(
  'RFC 7239 §8.1: Traefik is left to put the address of its client in place of what it was sent',
  async (t) => {
    const example = readExample('traefik.yaml')
    t.match(example, '          - url: http://127.0.0.1:3000\n')
    t.notMatch(example, /^ *(trustedIPs|insecure|passHostHeader):/m)
  },
)
