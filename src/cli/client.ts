/**
 * vignette client create|list|show|update|delete
 */
import type { Client } from '../domain/clients/client.ts'
import {
  deleteClient,
  listClients,
  registerClient,
  renewClientSecret,
  requireClient,
  updateClient,
} from '../domain/clients/client-registration.ts'
import { lacksSecret } from '../domain/clients/client-secret.ts'
import { assign, assignments, unassign } from './client-assignment.ts'
import { STATED, statedMetadata } from './client-options.ts'
import { type Answer, command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { card, list } from './output.ts'
import { preview } from './preview.ts'
import { withTenant } from './process-deps.ts'
import { registrationToken } from './registration-token.ts'
import { parseChoice } from './setting-options.ts'
import { TENANT } from './tenant-option.ts'

const ONE = {
  ...TENANT,
  id: { type: 'string', value: 'ID', required: true, says: 'its client_id' },
} as const

const create = command({
  summary: 'register an application',
  details: 'Prints client_id and, once, client_secret.',
  options: {
    ...TENANT,
    id: { type: 'string', value: 'ID', says: 'its client_id; made where left out' },
    type: {
      type: 'string',
      value: 'TYPE',
      required: true,
      says: 'confidential (runs on a server and keeps a secret) or public (browser, phone, desktop)',
    },
    ...STATED,
  },
  answers: true,
  examples: [
    'client create --tenant acme --name Shop --type confidential --redirect-uri https://shop.example.org/callback',
    'client create --tenant acme --id app --type public --redirect-uri com.example.app:/callback --set access_token_ttl=300',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const client_type = parseChoice('type', ['confidential', 'public'], values.type)
      const metadata = statedMetadata(values)
      const { client, client_secret } = await registerClient(deps, {
        client_id: values.id,
        client_type,
        metadata,
      })
      return answer(': made', client, client_secret)
    }),
})

const update = command({
  summary: 'change what is registered of an application',
  details: 'What is left out stays as it is; a list that is given takes the place of the former one.',
  options: {
    ...ONE,
    ...STATED,
    'new-secret': { type: 'boolean', says: 'print a new secret; the old one is void at once' },
  },
  answers: true,
  examples: [
    'client update --tenant acme --id shop --redirect-uri https://shop.example.org/cb --redirect-uri http://localhost:8080/cb',
    'client update --tenant acme --id shop --new-secret',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const metadata = statedMetadata(values)
      const client = await updateClient(deps, { client_id: values.id, client_type: undefined, metadata })
      const isRenewed = values['new-secret'] || lacksSecret(client)
      const client_secret = isRenewed ? await renewClientSecret(deps, values.id) : undefined
      return answer(': changed', client, client_secret)
    }),
})

const showOne = command({
  summary: 'show what is registered of an application',
  options: ONE,
  answers: true,
  examples: ['client show --tenant acme --id shop'],
  run: ({ tenant, id }) => withTenant(tenant, async (deps) => answer('', await requireClient(deps, id))),
})

const listAll = command({
  summary: 'list the applications of a tenant',
  options: TENANT,
  answers: true,
  examples: ['client list --tenant acme'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
      const clients = await listClients(deps)
      const rows = clients.map(({ client_id, client_type, metadata }) => [
        client_id,
        client_type,
        metadata.client_name ?? '',
        metadata.redirect_uris.join(' '),
      ])
      return { value: clients.map((each) => membersOf(each)), text: list(rows, 'There is no client yet.') }
    }),
})

const remove = command({
  summary: 'delete an application',
  details: 'What people allowed it goes with it.',
  options: ONE,
  answers: true,
  examples: ['client delete --tenant acme --id shop'],
  run: ({ tenant, id }) =>
    withTenant(tenant, async (deps) => {
      await deleteClient(deps, id)
      return { value: { deleted: id }, text: `client ${id}: deleted` }
    }),
})

export const client: CommandGroup = {
  summary: 'clients: the applications that people sign in to',
  commands: {
    create,
    list: listAll,
    show: showOne,
    update,
    delete: remove,
    assign,
    unassign,
    assignments,
    preview,
    'registration-token': registrationToken,
  },
}

/** In the form of a registration response (RFC 7591 §3.2.1), with the type beside it. */
const membersOf = ({ client_id, client_type, metadata }: Client, client_secret?: string) => ({
  client_id,
  ...(client_secret === undefined ? {} : { client_secret }),
  type: client_type,
  ...metadata,
})

function answer(what: string, made: Client, client_secret?: string): Answer {
  const members = membersOf(made, client_secret)
  const once = client_secret === undefined ? '' : '\nThe secret is shown this once.'
  return {
    value: members,
    text: card(`client ${members.client_id}${what}`, members) + once,
  }
}
