/**
 * The command line of Vignette: one line for each command.
 */
import { runCommandLine } from './cli/command-line.ts'
import { takeOwnModulesAtTheirWord } from './cli/own-modules.ts'

takeOwnModulesAtTheirWord()

// No top-level await: the executable is built as one CommonJS file.
void runCommandLine(
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
    organization: {
      summary: 'people who belong together, and get in together',
      load: async () => (await import('./cli/organization.ts')).organization,
    },
    connection: {
      summary: 'where people sign in, here or elsewhere',
      load: async () => (await import('./cli/connection.ts')).connection,
    },
    'claim-profile': {
      summary: 'in which shape applications are told claims',
      load: async () => (await import('./cli/claim-profile.ts')).claimProfile,
    },
    'claim-set': {
      summary: 'claims of an integration',
      load: async () => (await import('./cli/claim-set.ts')).claimSet,
    },
    logout: {
      summary: 'sign-outs that applications are told of',
      load: async () => (await import('./cli/logout.ts')).logout,
    },
    mail: { summary: 'mails, sent or not', load: async () => (await import('./cli/mail.ts')).mail },
    audit: { summary: 'who did what', load: async () => (await import('./cli/audit.ts')).audit },
    backup: { summary: 'copy the database', load: async () => (await import('./cli/backup.ts')).backup },
    restore: {
      summary: 'put a copy in its place',
      load: async () => (await import('./cli/restore.ts')).restore,
    },
    export: {
      summary: 'carry tenants out',
      load: async () => (await import('./cli/transfer.ts')).exportCommand,
    },
    import: {
      summary: 'carry tenants in',
      load: async () => (await import('./cli/transfer.ts')).importCommand,
    },
    init: {
      summary: 'make the first tenant and its administrator',
      load: async () => (await import('./cli/init.ts')).init,
    },
    doctor: { summary: 'look for faults', load: async () => (await import('./cli/doctor.ts')).doctor },
    keys: {
      summary: 'what signs tokens and seals secrets',
      load: async () => (await import('./cli/keys.ts')).keys,
    },
  },
  process.argv.slice(2),
).then((code) => {
  process.exitCode = code
})
