/**
 * vignette serve
 */
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { command } from './command.ts'
import { tryMigrating } from './migrated-database.ts'
import { runServer, STDOUT } from './server-process.ts'
import { warningsOf } from './setting-warnings.ts'

export const serve = command({
  summary: 'run the server',
  details: [
    'Needs PUBLIC_URL, and refuses to start on a setting that is unsafe or incomplete, saying which. Log lines go to stdout',
    'as JSON. SIGTERM and SIGINT stop it once the requests in flight are answered. Mail is sent where SMTP_URL and MAIL_FROM',
    'are set; without them, what needs mail is not offered. TLS_CERT and TLS_KEY make it speak TLS itself. A database of an older',
    'version is copied to a file beside it, and then brought to this one.',
  ].join('\n'),
  options: {
    'dry-run': {
      type: 'boolean',
      says: 'check the settings, say what a start would do to the database, and stop',
    },
  },
  answers: false,
  examples: [
    'serve',
    'serve --dry-run',
    'serve   # with PUBLIC_URL=https://login.example.org DATABASE_URL=postgres://... in the environment',
  ],
  run: async (values) => {
    if (values['dry-run']) return dryRun()
    await runServer({
      mode: 'serve',
      log_to: STDOUT,
      start: async ({ deps, logger, tls, observe }) => {
        const app = await buildApp(deps, { logger, tls, observe })
        const onListening = () => {
          for (const warning of warningsOf(deps.config)) logger.warn(warning)
          logger.info({ listening: app.addresses(), public_url: deps.config.public_url }, 'ready')
        }
        return { app, onListening }
      },
    })
    return undefined
  },
})

/** Undone before it ends, so that a server which runs notices nothing. */
async function dryRun() {
  const pending = await tryMigrating(readConfig(process.env, 'serve'))
  const text =
    pending.length === 0
      ? 'The settings are usable, and the database is of this version.'
      : `The settings are usable. A start would bring the database to this version: ${pending.join(', ')}.`
  return { value: { pending }, text }
}
