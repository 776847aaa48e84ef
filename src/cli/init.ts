/**
 * vignette init
 */
import type { Deps } from '../deps.ts'
import { publishedKeys } from '../domain/keys/signing-keys.ts'
import { type Invitation, invite } from '../domain/links/invitation.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Tenant } from '../domain/tenants/tenant.ts'
import { createTenant, deleteTenant, inTenant, listTenants } from '../domain/tenants/tenant-administration.ts'
import { createUser } from '../domain/users/user-administration.ts'
import { isoInstant } from '../primitives/clock.ts'
import { command, UsageError, type Values } from './command.ts'
import { databaseName } from './database-place.ts'
import { hasDatabase, type Plan, planOf, settingLines, shownSettings } from './init-plan.ts'
import { card } from './output.ts'
import { withDeps } from './process-deps.ts'
import { askAll, isTerminal, type Question } from './questions.ts'
import { removeSettings, writeSettings } from './settings-files.ts'

const OPTIONS = {
  'public-url': { type: 'string', value: 'URL', says: 'the origin under which browsers reach the server' },
  tenant: { type: 'string', value: 'ID', says: 'the last part of the issuer (default: default)' },
  name: { type: 'string', value: 'NAME', says: 'what people see at the top of every page' },
  username: { type: 'string', value: 'NAME', says: 'of the first administrator' },
  email: { type: 'string', value: 'ADDRESS', says: 'of the first administrator; left out: none' },
  'smtp-url': {
    type: 'string',
    value: 'URL',
    says: 'smtps://USER:PASSWORD@HOST; left out: there is no mail',
  },
  'mail-from': { type: 'string', value: 'ADDRESS', says: 'that mails come from, with --smtp-url' },
  'trust-proxy': {
    type: 'string',
    value: 'LIST',
    says: 'addresses of the proxies that speak TLS (default loopback, where the server has no TLS_CERT)',
  },
  write: {
    type: 'string',
    value: 'FOLDER',
    says: 'writes a unit of systemd and the settings there, as two files',
  },
  yes: { type: 'boolean', says: 'asks nothing, and takes the default of what is left out' },
} as const

type Stated = Omit<Values<typeof OPTIONS>, 'yes'>

export const init = command({
  summary: 'make the first tenant, its signing key and a link for its first administrator',
  details: [
    'At a terminal it asks for what is left out. The link is good once, for 72 hours: with it the administrator chooses a',
    'picture and a PIN. What the server has to find in its environment is printed, or written by --write. Where there is a',
    'tenant already, nothing is changed.',
  ].join('\n'),
  options: OPTIONS,
  answers: true,
  examples: [
    'init',
    'init --yes --public-url https://login.example.org --name "Acme" --username ada --email ada@example.org --write /etc/vignette',
  ],
  run: async ({ yes, ...values }) => {
    if (hasDatabase()) await withDeps(requireNoTenant)
    const plan = planOf(await completed(values, yes))
    Object.assign(process.env, plan.settings)
    const files = plan.folder === undefined ? [] : writeSettings(plan.folder, plan.settings)
    try {
      return await withDeps(async (deps) => answerOf(plan, files, await make(deps, plan)))
    } catch (error) {
      removeSettings(files)
      throw error
    }
  },
})

/** @throws {UsageError} naming everything that is missing */
async function completed(values: Stated, is_quiet: boolean): Promise<Stated> {
  const open = QUESTIONS.filter(({ option }) => values[option] === undefined)
  if (!is_quiet && open.length > 0 && isTerminal()) return { ...values, ...(await askAll(open)) }
  const missing = open.filter(({ otherwise }) => otherwise === undefined).map(({ option }) => `--${option}`)
  if (missing.length > 0) throw new UsageError(`vignette init needs ${missing.join(' and ')}`)
  return { ...values, ...Object.fromEntries(open.map(({ option, otherwise }) => [option, otherwise])) }
}

const QUESTIONS: readonly (Question & Readonly<{ option: keyof Stated }>)[] = [
  {
    option: 'public-url',
    asks: 'Address at which browsers reach the server, such as https://login.example.org',
    ...(process.env['PUBLIC_URL'] ? { otherwise: process.env['PUBLIC_URL'] } : {}),
  },
  { option: 'tenant', asks: 'Id of the first tenant, the last part of its issuer', otherwise: 'default' },
  { option: 'name', asks: 'Its name, as people see it on every page' },
  { option: 'username', asks: 'Username of the first administrator' },
  { option: 'email', asks: 'Their email address, or nothing', otherwise: '' },
  {
    option: 'smtp-url',
    asks: 'Mail server as smtps://USER:PASSWORD@HOST, or nothing',
    otherwise: process.env['SMTP_URL'] ?? '',
  },
]

type Made = Invitation & Readonly<{ tenant: Tenant; kids: readonly string[] }>

async function requireNoTenant(deps: Deps): Promise<void> {
  const [first] = await listTenants(deps)
  if (!first) return
  throw new Refusal(
    'exists',
    `There is a tenant ${first.id} in ${databaseName(deps.config)} already, and nothing was changed: make further ones by vignette tenant create, or set DATA_DIR or DATABASE_URL to another place.`,
  )
}

/** All of it, or nothing. */
async function make(deps: Deps, { tenant: stated, user }: Plan): Promise<Made> {
  await requireNoTenant(deps)
  const tenant = await createTenant(deps, stated)
  try {
    const scoped = await inTenant(deps, tenant.id)
    const administrator = await createUser(scoped, user, undefined)
    const keys = await publishedKeys(scoped, scoped.parsed, scoped.tenant)
    return { ...(await invite(scoped, administrator, false)), tenant, kids: keys.map(({ kid }) => kid) }
  } catch (error) {
    await deleteTenant(deps, tenant.id)
    throw error
  }
}

function answerOf(
  { settings, user }: Plan,
  files: readonly string[],
  { tenant, link, expires_at, kids }: Made,
) {
  const { id, issuer } = tenant
  const shown = shownSettings(settings)
  const made = card(`tenant ${id}: made`, { issuer, 'signing key': kids, administrator: user.username })
  const use = card('enrolment link: open it once the server runs, and choose a picture and a PIN', {
    link,
    until: isoInstant(expires_at),
  })
  const [settings_file, unit] = files
  const next =
    unit === undefined
      ? [
          `environment of the server:\n${settingLines(shown).replaceAll(/^/gm, '  ')}`,
          'Then: vignette serve, and vignette doctor',
        ]
      : [
          card('written', { files }),
          [
            `Then, as root: cp ${unit} /etc/systemd/system/ && systemctl enable --now vignette`,
            `And, with the settings of ${settings_file}: vignette doctor`,
          ].join('\n'),
        ]
  return {
    value: { tenant: id, issuer, kids, username: user.username, link, expires_at, settings: shown, files },
    text: [made, use, ...next].join('\n\n'),
  }
}
