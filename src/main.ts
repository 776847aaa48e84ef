/**
 * The command line of Vignette: one line for each command.
 */
import { runCommandLine } from './cli/command-line.ts'

process.exitCode = await runCommandLine(
  {
    serve: { summary: 'run the server', load: async () => (await import('./cli/serve.ts')).serve },
    dev: { summary: 'run it to try it out', load: async () => (await import('./cli/dev.ts')).dev },
    apply: { summary: 'make what a file states', load: async () => (await import('./cli/apply.ts')).apply },
    tenant: {
      summary: 'issuers, each for itself',
      load: async () => (await import('./cli/tenant.ts')).tenant,
    },
    client: { summary: 'applications', load: async () => (await import('./cli/client.ts')).client },
    user: { summary: 'people', load: async () => (await import('./cli/user.ts')).user },
    logout: {
      summary: 'sign-outs that applications are told of',
      load: async () => (await import('./cli/logout.ts')).logout,
    },
    mail: { summary: 'mails, sent or not', load: async () => (await import('./cli/mail.ts')).mail },
    keys: {
      summary: 'what signs tokens and seals secrets',
      load: async () => (await import('./cli/keys.ts')).keys,
    },
  },
  process.argv.slice(2),
)
