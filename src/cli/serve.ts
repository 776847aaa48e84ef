/**
 * vignette serve
 */
import { buildApp } from '../app.ts'
import { command } from './command.ts'
import { runServer, STDOUT } from './server-process.ts'

export const serve = command({
  summary: 'run the server',
  details: [
    'Needs PUBLIC_URL, and refuses to start on a setting that is unsafe or incomplete, saying which. Log lines go to stdout',
    'as JSON. SIGTERM and SIGINT stop it once the requests in flight are answered. Mail is sent where SMTP_URL and MAIL_FROM',
    'are set; without them, what needs mail is not offered. TLS_CERT and TLS_KEY make it speak TLS itself.',
  ].join('\n'),
  options: {},
  answers: false,
  examples: [
    'serve',
    'serve   # with PUBLIC_URL=https://login.example.org DATABASE_URL=postgres://... in the environment',
  ],
  run: async () => {
    await runServer({
      mode: 'serve',
      log_to: STDOUT,
      start: async ({ deps, logger, tls }) => {
        const app = await buildApp(deps, { logger, tls })
        const { public_url } = deps.config
        return { app, onListening: () => logger.info({ listening: app.addresses(), public_url }, 'ready') }
      },
    })
    return undefined
  },
})
