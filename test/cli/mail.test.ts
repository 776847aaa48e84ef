import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openProcess } from '../../src/cli/process-deps.ts'
import type { Deps } from '../../src/deps.ts'
import { queueMail } from '../../src/domain/mail/outbox.ts'
import { inTenant } from '../../src/domain/tenants/tenant-administration.ts'
import * as outbox from '../../src/store/mail-outbox.ts'
import { type CommandLine, commandLine, portIn } from '../helpers/command-line.ts'
import { LETTERS, LINK } from '../helpers/letters.ts'
import { freePort } from '../helpers/listening.ts'
import { type SmtpServer, smtpServer } from '../helpers/smtp.ts'

const ENV = { HOST: '127.0.0.1', PORT: '0', MAIL_FROM: 'login@northlight.example' }
const SERVED = { ...ENV, PUBLIC_URL: 'https://login.northlight.example', TRUST_PROXY: 'loopback' }

/** The deps of another process on the same data, which can send mail. */
async function besides(t: Test, { folder }: CommandLine): Promise<Deps> {
  Object.assign(process.env, SERVED, { DATA_DIR: `${folder}/data`, SMTP_URL: 'smtp://127.0.0.1:1' })
  const deps = await openProcess('serve', () => {})
  t.teardown(() => deps.db.close())
  return deps
}

async function queue(deps: Deps, tenant_id: string): Promise<void> {
  const tenant = await inTenant(deps, tenant_id)
  await deps.db.transaction((tx) => queueMail(tenant, tx, LETTERS.recover))
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(50)
  }
}

const listed = async ({ run }: CommandLine, tenant: string) =>
  JSON.parse((await run(['mail', 'list', '--tenant', tenant, '--json'])).stdout)

const taken = (smtp: SmtpServer) => until(async () => smtp.taken[0])

t.test(
  'RFC 5321 §4.5.4.1: while the SMTP server is down nothing is lost, and an administrator sees why',
  async (t) => {
    const vignette = commandLine(t)
    const smtp_port = await freePort()
    const env = { ...SERVED, SMTP_URL: `smtp://127.0.0.1:${smtp_port}` }
    await vignette.run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
    t.match(await vignette.run(['mail', 'list', '--tenant', 'acme']), { code: 0, stdout: 'no mails\n' })
    const server = vignette.start(['serve'], env)
    await server.says(/"msg":"ready"/)
    const deps = await besides(t, vignette)
    await queue(deps, 'acme')
    const failed = await until(async () => {
      const [mail] = await deps.db.all(outbox.listMails, { tenant_id: 'acme', limit: 1 })
      return mail?.last_error ? mail : undefined
    })
    t.match(await listed(vignette, 'acme'), [
      { kind: 'recover', state: 'waiting', attempts: 1, last_error: /ECONNREFUSED/, sent_at: null },
    ])
    const { stdout } = await vignette.run(['mail', 'list', '--tenant', 'acme'])
    t.match(stdout, /^\S+Z {2}recover {2}due \S+Z {2}1 try {2}.*ECONNREFUSED/)
    t.notMatch(stdout, /ada|http/)

    const smtp = await smtpServer(t, smtp_port)
    // The wait is over.
    await deps.db.run(outbox.updateMailError, { id: failed.id, tried: 1, last_error: '', due_at: 0 })
    t.match(await taken(smtp), { from: 'login@northlight.example', to: ['ada@example.org'] })
    await until(async () => (await listed(vignette, 'acme'))[0].sent_at ?? undefined)
    t.match(await vignette.run(['mail', 'list', '--tenant', 'acme']), {
      stdout: /recover {2}sent {2}2 tries\n$/,
    })
    server.child.kill('SIGTERM')
    t.match(await server.ended, { code: 0, stdout: /"rule":"mail-not-sent"/ })
    t.equal(smtp.taken.length, 1)
  },
)

t.test('dev: mails are in the log with their links, and leave by no server', async (t) => {
  const vignette = commandLine(t)
  const smtp = await smtpServer(t)
  const server = vignette.start(['dev'], { ...ENV, SMTP_URL: smtp.url })
  t.match(await server.says(/Control-C/), /mails +http:\/\/localhost:0\/dev\/mail\n/)
  const deps = await besides(t, vignette)
  await queue(deps, 'default')
  await until(async () => (await listed(vignette, 'default'))[0]?.sent_at ?? undefined)
  server.child.kill('SIGTERM')
  const { stderr } = await server.ended
  t.ok(portIn(stderr) > 0)
  const line = stderr.split('\n').find((text) => text.includes('"msg":"mail"'))
  t.match(JSON.parse(line ?? '{}'), { to: 'ada@example.org', subject: 'A link to get back in', link: LINK })
  t.same(smtp.taken, [])
})

t.test('serve: without SMTP_URL it starts, and mail is not configured', async (t) => {
  const { run, start } = commandLine(t)
  t.match(await run(['serve'], { ...SERVED, SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: '' }), {
    code: 1,
    stderr: /MAIL_FROM is missing/,
  })
  const server = start(['serve'], SERVED)
  await server.says(/"msg":"ready"/)
  server.child.kill('SIGTERM')
  t.match(await server.ended, { code: 0 })
})
