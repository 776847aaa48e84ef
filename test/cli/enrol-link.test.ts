import t from 'tap'
import { commandLine } from '../helpers/command-line.ts'

t.test('Command line: an enrolment link is printed, and mailed when it is asked for', async (t) => {
  const { run } = commandLine(t)
  await run(['tenant', 'create', '--id', 'acme', '--name', 'Acme'])
  await run(['user', 'create', '--tenant', 'acme', '--username', 'ada', '--email', 'ada@example.org'])
  const link = (options: string[], env: Record<string, string> = {}) =>
    run(['user', 'enrol-link', '--tenant', 'acme', '--username', ...options], env)

  t.match(await link(['ada']), {
    code: 0,
    stdout: /http:\/\/localhost:3000\/api\/oidc\/acme\/link\/\S{64}\n/,
  })
  const { code, stdout } = await link(['ADA', '--json'], { PUBLIC_URL: 'https://login.example.org' })
  t.equal(code, 0)
  t.match(JSON.parse(stdout), {
    username: 'ada',
    link: /^https:\/\/login\.example\.org\/api\/oidc\/acme\/link\/\S{64}$/,
    expires_at: Number,
    mailed: false,
  })
  t.match(await link(['ada', '--mail']), { code: 1, stdout: '', stderr: /SMTP_URL/ })
  const smtp = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'login@example.org' }
  t.match(await link(['ada', '--mail'], smtp), { code: 0, stdout: /mailed +queued/ })
  t.match(await link(['bob']), { code: 1, stderr: /no user bob/ })
})
