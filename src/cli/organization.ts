/**
 * vignette organization create|list|show|update|delete|add-member|remove-member
 */
import type { Organization } from '../domain/organizations/organization.ts'
import {
  addMembers,
  createOrganization,
  deleteOrganization,
  listOrganizations,
  removeMembers,
  requireOrganization,
  updateOrganization,
} from '../domain/organizations/organization-administration.ts'
import { type Answer, command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { card, list } from './output.ts'
import { withTenant } from './process-deps.ts'
import { TENANT } from './tenant-option.ts'

const ONE = {
  ...TENANT,
  id: { type: 'string', value: 'ID', required: true, says: 'as applications name it: organization=ID' },
} as const

const NAME = { type: 'string', value: 'NAME', says: 'what people see, and tokens have as org_name' } as const

const MEMBERS = {
  ...ONE,
  user: {
    type: 'string',
    value: 'USERNAME',
    required: true,
    multiple: true,
    says: 'a person of the tenant',
  },
} as const

const create = command({
  summary: 'make an organization',
  details:
    'An application that sends organization=ID lets in its members alone, and gets org_id and org_name.',
  options: {
    ...TENANT,
    id: { type: 'string', value: 'ID', says: 'letters, digits, - and _; made where left out (org_...)' },
    name: { ...NAME, required: true },
  },
  answers: true,
  examples: ['organization create --tenant acme --id org_kitchen --name "Cumin Kitchen"'],
  run: ({ tenant, id, name }) =>
    withTenant(tenant, async (deps) => answer(': made', await createOrganization(deps, { id, name }))),
})

const update = command({
  summary: 'rename an organization',
  options: { ...ONE, name: { ...NAME, required: true } },
  answers: true,
  examples: ['organization update --tenant acme --id org_kitchen --name "Cumin & Caraway"'],
  run: ({ tenant, id, name }) =>
    withTenant(tenant, async (deps) => answer(': changed', await updateOrganization(deps, { id, name }))),
})

const showOne = command({
  summary: 'show an organization and its members',
  options: ONE,
  answers: true,
  examples: ['organization show --tenant acme --id org_kitchen'],
  run: ({ tenant, id }) =>
    withTenant(tenant, async (deps) => answer('', await requireOrganization(deps, id))),
})

const listAll = command({
  summary: 'list the organizations of a tenant',
  options: TENANT,
  answers: true,
  examples: ['organization list --tenant acme --json'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
      const organizations = await listOrganizations(deps)
      const rows = organizations.map(({ id, name }) => [id, name])
      return { value: organizations, text: list(rows, 'There is no organization yet.') }
    }),
})

const remove = command({
  summary: 'delete an organization',
  details: 'Its people stay; what applications were granted for it ends.',
  options: ONE,
  answers: true,
  examples: ['organization delete --tenant acme --id org_kitchen'],
  run: ({ tenant, id }) =>
    withTenant(tenant, async (deps) => {
      await deleteOrganization(deps, id)
      return { value: { deleted: id }, text: `organization ${id}: deleted` }
    }),
})

const addMember = command({
  summary: 'let people in',
  options: MEMBERS,
  answers: true,
  examples: ['organization add-member --tenant acme --id org_kitchen --user ada --user ben'],
  run: ({ tenant, id, user }) =>
    withTenant(tenant, async (deps) => answer(': changed', await addMembers(deps, id, user))),
})

const removeMember = command({
  summary: 'let people in no longer',
  details: 'Refresh tokens that they got as members give nothing from then on.',
  options: MEMBERS,
  answers: true,
  examples: ['organization remove-member --tenant acme --id org_kitchen --user ben'],
  run: ({ tenant, id, user }) =>
    withTenant(tenant, async (deps) => answer(': changed', await removeMembers(deps, id, user))),
})

export const organization: CommandGroup = {
  summary: 'organizations: those people of a tenant who belong together',
  commands: {
    create,
    list: listAll,
    show: showOne,
    update,
    delete: remove,
    'add-member': addMember,
    'remove-member': removeMember,
  },
}

function answer(what: string, made: Organization): Answer {
  const { id, ...rest } = made
  return { value: made, text: card(`organization ${id}${what}`, rest) }
}
