/**
 * vignette connection create|list|show|update|delete
 */
import { readFileSync } from 'node:fs'
import { type Connection, callbackUrl, connectionName } from '../domain/connections/connection.ts'
import {
  createConnection,
  deleteConnection,
  listConnections,
  requireConnection,
  updateConnection,
} from '../domain/connections/connection-administration.ts'
import type { Tenant } from '../domain/tenants/tenant.ts'
import { type Answer, command, UsageError, type Values } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { card, list } from './output.ts'
import { withTenant } from './process-deps.ts'
import { given, parseChoice, parseSettings } from './setting-options.ts'
import { reasonOf } from './system-error.ts'
import { TENANT } from './tenant-option.ts'

const ONE = {
  ...TENANT,
  id: { type: 'string', value: 'ID', required: true, says: 'as applications name it: connection=ID' },
} as const

const STATED = {
  name: { type: 'string', value: 'NAME', says: 'what people know it by' },
  issuer: { type: 'string', value: 'URL', says: 'the OpenID Provider where its people sign in' },
  'client-id': { type: 'string', value: 'ID', says: 'what this server is called there' },
  'client-secret': {
    type: 'string',
    value: 'SECRET',
    says: 'its secret there, kept sealed; other people of this machine can see it in a command',
  },
  'client-secret-file': {
    type: 'string',
    value: 'FILE',
    says: 'the same, from a file; - is the standard input',
  },
  set: {
    type: 'string',
    value: 'KEY=JSON',
    multiple: true,
    says: 'scope, token_endpoint_auth_method, shown, create_people, link_by ("email" or "preferred_username"), claims; null: its default',
  },
} as const

const create = command({
  summary: 'say where people of a tenant are known',
  details:
    'Of type oidc: at an OpenID Provider of somebody else, where redirect_uri must be registered as it is printed.\n' +
    'Of type passcode: here, and a session that came about elsewhere is not enough.',
  options: {
    ...ONE,
    type: { type: 'string', value: 'TYPE', required: true, says: 'oidc or passcode' },
    ...STATED,
  },
  answers: true,
  examples: [
    'connection create --tenant acme --id corporate --type oidc --issuer https://login.example.org --client-id vignette --client-secret-file secret.txt --set create_people=true',
    'connection create --tenant acme --id own --type passcode',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const type = parseChoice('type', ['oidc', 'passcode'], values.type)
      return answer(deps.tenant, ': made', await createConnection(deps, { type, ...stated(values) }))
    }),
})

const update = command({
  summary: 'change a connection',
  details: 'What is left out stays as it is. Its issuer never changes, since its people are known by it.',
  options: { ...ONE, ...STATED },
  answers: true,
  examples: [
    'connection update --tenant acme --id corporate --client-secret-file -',
    `connection update --tenant acme --id corporate --set shown=true --set link_by='"email"'`,
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const changed = await updateConnection(deps, { type: undefined, ...stated(values) })
      return answer(deps.tenant, ': changed', changed)
    }),
})

const showOne = command({
  summary: 'show a connection',
  details: 'Never its client_secret.',
  options: ONE,
  answers: true,
  examples: ['connection show --tenant acme --id corporate'],
  run: ({ tenant, id }) =>
    withTenant(tenant, async (deps) => answer(deps.tenant, '', await requireConnection(deps, id))),
})

const listAll = command({
  summary: 'list the connections of a tenant',
  options: TENANT,
  answers: true,
  examples: ['connection list --tenant acme'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
      const connections = await listConnections(deps)
      const rows = connections.map((each) => [
        each.id,
        each.type,
        connectionName(each),
        each.type === 'oidc' ? each.settings.issuer : '',
      ])
      const value = connections.map((each) => membersOf(deps.tenant, each))
      return { value, text: list(rows, 'There is no connection yet.') }
    }),
})

const remove = command({
  summary: 'delete a connection',
  details: 'Who came in by it is signed out; the accounts of its people stay.',
  options: ONE,
  answers: true,
  examples: ['connection delete --tenant acme --id corporate'],
  run: ({ tenant, id }) =>
    withTenant(tenant, async (deps) => {
      await deleteConnection(deps, id)
      return { value: { deleted: id }, text: `connection ${id}: deleted` }
    }),
})

export const connection: CommandGroup = {
  summary: 'connections: where people sign in, here or at a provider of somebody else',
  commands: { create, list: listAll, show: showOne, update, delete: remove },
}

const stated = (values: Values<typeof STATED> & Readonly<{ id: string }>) => ({
  id: values.id,
  client_secret: statedSecret(values),
  settings: {
    ...parseSettings('set', values.set),
    ...given({ display_name: values.name, issuer: values.issuer, client_id: values['client-id'] }),
  },
})

function statedSecret(values: Values<typeof STATED>): string | undefined {
  const { 'client-secret': secret, 'client-secret-file': file } = values
  if (file === undefined) return secret
  if (secret !== undefined)
    throw new UsageError('--client-secret and --client-secret-file exclude each other')
  try {
    // The line that every editor ends.
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new UsageError(`--client-secret-file ${JSON.stringify(file)} cannot be read: ${reasonOf(error)}`)
  }
}

function membersOf(tenant: Tenant, connection: Connection) {
  const { id, type, settings } = connection
  if (type === 'passcode') return { id, type, ...settings }
  return {
    id,
    type,
    ...settings,
    client_secret: connection.secret_sealed === null ? 'none' : 'kept, and never shown',
    redirect_uri: callbackUrl(tenant, id),
  }
}

function answer(tenant: Tenant, what: string, shown: Connection): Answer {
  const members = membersOf(tenant, shown)
  return { value: members, text: card(`connection ${shown.id}${what}`, members) }
}
