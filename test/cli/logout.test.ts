import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import t from 'tap'
import { openProcess } from '../../src/cli/process-deps.ts'
import { updateLogoutError } from '../../src/store/logout-deliveries.ts'
import { commandLine } from '../helpers/command-line.ts'
import { allLogouts, insertLogoutDelivery, logoutReceiver } from '../helpers/logout.ts'
import { logoutDeliveryRow } from '../helpers/store-rows.ts'

const SERVED = {
  HOST: '127.0.0.1',
  PORT: '0',
  PUBLIC_URL: 'https://login.northlight.example',
  TRUST_PROXY: 'loopback',
  ALLOW_PRIVATE_FETCH: '127.0.0.1',
}

t.test(
  'Back-Channel Logout §2.5: the server tells clients again and again, and an administrator sees it',
  async (t) => {
    const vignette = commandLine(t)
    const receiver = await logoutReceiver(t)
    receiver.answer((_, reply) => reply.writeHead(503).end())
    await vignette.run(['tenant', 'create', '--id', 'acme', '--name', 'Acme', '--alg', 'ES256'])
    const address = `backchannel_logout_uri=${JSON.stringify(receiver.uri)}`
    const create = ['client', 'create', '--tenant', 'acme', '--id', 'rp', '--type', 'confidential']
    const redirect = ['--redirect-uri', 'http://127.0.0.1/cb']
    t.match(await vignette.run([...create, ...redirect, '--set', address]), { code: 0 })
    const list = ['logout', 'list', '--tenant', 'acme']
    t.match(await vignette.run(list), { code: 0, stdout: 'no sign-outs\n' })

    Object.assign(process.env, SERVED, { DATA_DIR: `${vignette.folder}/data` })
    const deps = await openProcess('serve', () => {})
    t.teardown(() => deps.db.close())
    const now = deps.now()
    const row = logoutDeliveryRow({ tenant_id: 'acme', due_at: now, created_at: now, expires_at: now + 9999 })
    await deps.db.run(insertLogoutDelivery, row)
    const server = vignette.start(['serve'], SERVED)
    await server.says(/"msg":"ready"/)
    const until = async (is_over: () => Promise<boolean>) => {
      while (!(await is_over())) await sleep(50)
    }
    const delivery = async () => (await deps.db.all(allLogouts, {}))[0]
    await until(async () => (await delivery())?.last_error !== null)
    t.match(await vignette.run(list), { stdout: /^\S+Z {2}rp {2}due \S+Z {2}1 try {2}status 503\n$/ })

    receiver.answer((_, reply) => reply.end())
    // The wait is over.
    await deps.db.run(updateLogoutError, { id: row.id, tried: 1, last_error: '', due_at: 0 })
    await until(async () => (await delivery())?.delivered_at !== null)
    t.match(decodeJwt(receiver.taken.at(-1)?.get('logout_token') ?? ''), { aud: 'rp', sub: 'ada' })
    const { stdout } = await vignette.run([...list, '--json'])
    t.match(JSON.parse(stdout), [{ client_id: 'rp', state: 'delivered', attempts: 2, last_error: null }])
    server.child.kill('SIGTERM')
    t.match(await server.ended, { code: 0, stdout: /"rule":"logout-not-delivered"/ })
  },
)
