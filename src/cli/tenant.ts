/**
 * vignette tenant create|list|show|update|delete
 */
import type { Tenant } from '../domain/tenants/tenant.ts'
import {
  createTenant,
  deleteTenant,
  listTenants,
  requireTenant,
  updateTenant,
} from '../domain/tenants/tenant-administration.ts'
import { type Answer, command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { databaseName } from './database-place.ts'
import { card, list } from './output.ts'
import { withDeps } from './process-deps.ts'
import { parseChoice } from './setting-options.ts'
import { POLICY, statedPolicy } from './tenant-policy-options.ts'

const ID = {
  id: {
    type: 'string',
    value: 'ID',
    required: true,
    says: 'the last part of the issuer: letters, digits and dashes',
  },
} as const

const HOST = {
  host: {
    type: 'string',
    value: 'HOST',
    says: 'a host of its own, such as login.acme.example: the issuer is https://HOST/; empty: none',
  },
} as const

const NAME = 'what people see at the top of every page'

const create = command({
  summary: 'make a tenant: an issuer with its own people, applications and keys',
  options: {
    ...ID,
    name: { type: 'string', value: 'NAME', required: true, says: NAME },
    type: {
      type: 'string',
      value: 'TYPE',
      says: 'regular (default), or 2fa: a second factor for others; fixed for ever',
    },
    ...HOST,
    ...POLICY,
  },
  answers: true,
  examples: [
    'tenant create --id acme --name "Acme"',
    'tenant create --id acme --name "Acme" --host login.acme.example',
    'tenant create --id acme --name "Acme" --methods pin,pattern --pin-length 4 --set access_token_ttl=600',
  ],
  run: (values) =>
    withDeps(async (deps) => {
      const { id, name, host } = values
      const type = parseChoice('type', ['regular', '2fa'], values.type)
      const policy = statedPolicy(values, ['pin'])
      return answer(': made', await createTenant(deps, { id, name, type, host, policy }))
    }),
})

const update = command({
  summary: 'change the name or the policy of a tenant',
  details: 'What is left out stays as it is. Running servers take it up at once.',
  options: { ...ID, name: { type: 'string', value: 'NAME', says: NAME }, ...HOST, ...POLICY },
  answers: true,
  examples: ['tenant update --id acme --name "Acme Ltd" --show-when-typing on'],
  run: (values) =>
    withDeps(async (deps) => {
      const { id, name, host } = values
      const { methods } = (await requireTenant(deps, id)).policy
      const policy = statedPolicy(values, methods)
      return answer(': changed', await updateTenant(deps, { id, name, type: undefined, host, policy }))
    }),
})

const showOne = command({
  summary: 'show a tenant with its whole policy',
  options: ID,
  answers: true,
  examples: ['tenant show --id acme --json'],
  run: ({ id }) => withDeps(async (deps) => answer('', await requireTenant(deps, id))),
})

const listAll = command({
  summary: 'list the tenants',
  options: {},
  answers: true,
  examples: ['tenant list'],
  run: () =>
    withDeps(async (deps) => {
      const tenants = await listTenants(deps)
      const rows = tenants.map(({ id, name, type, issuer }) => [id, name, type, issuer])
      return { value: tenants, text: list(rows, `There is no tenant yet in ${databaseName(deps.config)}.`) }
    }),
})

const remove = command({
  summary: 'delete a tenant with all its people, applications and keys',
  details: 'Nothing brings it back.',
  options: ID,
  answers: true,
  examples: ['tenant delete --id acme'],
  run: ({ id }) =>
    withDeps(async (deps) => {
      await deleteTenant(deps, id)
      return { value: { deleted: id }, text: `tenant ${id}: deleted` }
    }),
})

export const tenant: CommandGroup = {
  summary: 'tenants: each is an issuer with its own people, applications, keys, policy and look',
  commands: { create, list: listAll, show: showOne, update, delete: remove },
}

function answer(what: string, made: Tenant): Answer {
  const { id, uuid, name, type, host, issuer, policy } = made
  return {
    value: { id, uuid, name, type, host, issuer, policy },
    text: card(`tenant ${id}${what}`, { name, type, issuer, ...policy }),
  }
}
