/**
 * vignette tenant create|list|show|update|delete
 */
import { SIGNING_ALGORITHMS } from '../domain/keys/algorithms.ts'
import type { Stated } from '../domain/stated-settings.ts'
import type { Tenant } from '../domain/tenants/tenant.ts'
import {
  createTenant,
  deleteTenant,
  listTenants,
  requireTenant,
  updateTenant,
} from '../domain/tenants/tenant-administration.ts'
import { type Answer, command, UsageError, type Values } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { card, list } from './output.ts'
import { withDeps } from './process-deps.ts'
import {
  given,
  parseChoice,
  parseList,
  parseSettings,
  parseSwitch,
  parseWholeNumber,
} from './setting-options.ts'

const ID = {
  id: {
    type: 'string',
    value: 'ID',
    required: true,
    says: 'the last part of the issuer: letters, digits and dashes',
  },
} as const

const POLICY = {
  alg: {
    type: 'string',
    value: 'ALG',
    says: `signs ID tokens: ${SIGNING_ALGORITHMS.join(', ')} (default RS256)`,
  },
  methods: {
    type: 'string',
    value: 'LIST',
    says: 'what goes with the picture: pin (default), pattern, none',
  },
  'pin-length': { type: 'string', value: 'N', says: 'digits of a PIN, 3 to 12 (default 6)' },
  'pattern-points': { type: 'string', value: 'N', says: 'the least points of a pattern (default 5)' },
  grid: { type: 'string', value: '3|4', says: 'points on a side of the pattern (default 3)' },
  'method-order': {
    type: 'string',
    value: 'LIST',
    says: 'the methods in the order of the page: pattern,pin',
  },
  'show-when-typing': {
    type: 'string',
    value: 'on|off',
    says: 'whether a PIN is seen as it is typed (default off)',
  },
  'self-registration': {
    type: 'string',
    value: 'on|off',
    says: 'whether people may make themselves an account (default off)',
  },
  set: {
    type: 'string',
    value: 'KEY=JSON',
    multiple: true,
    says: 'another setting of the policy, as tenant show --json names it; null: its default',
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
    ...POLICY,
  },
  answers: true,
  examples: [
    'tenant create --id acme --name "Acme"',
    'tenant create --id acme --name "Acme" --methods pin,pattern --pin-length 4 --set access_token_ttl=600',
  ],
  run: (values) =>
    withDeps(async (deps) => {
      const { id, name } = values
      const type = parseChoice('type', ['regular', '2fa'], values.type)
      const policy = statedPolicy(values, ['pin'])
      return answer(': made', await createTenant(deps, { id, name, type, policy }))
    }),
})

const update = command({
  summary: 'change the name or the policy of a tenant',
  details: 'What is left out stays as it is. Running servers take it up at once.',
  options: { ...ID, name: { type: 'string', value: 'NAME', says: NAME }, ...POLICY },
  answers: true,
  examples: ['tenant update --id acme --name "Acme Ltd" --show-when-typing on'],
  run: (values) =>
    withDeps(async (deps) => {
      const { methods } = (await requireTenant(deps, values.id)).policy
      const policy = statedPolicy(values, methods)
      return answer(
        ': changed',
        await updateTenant(deps, { id: values.id, name: values.name, type: undefined, policy }),
      )
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
      return { value: tenants, text: list(rows, 'There is no tenant yet.') }
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

type PolicyValues = Values<typeof POLICY>

/** @param present the methods that `--method-order` orders where `--methods` is left out */
function statedPolicy(values: PolicyValues, present: readonly string[]): Stated {
  const methods = values.methods === undefined ? undefined : parseList(values.methods)
  return {
    ...parseSettings('set', values.set),
    ...given({
      id_token_signed_response_alg: values.alg,
      methods: orderMethods(methods, values['method-order'], present),
      pin_length: parseWholeNumber('pin-length', values['pin-length']),
      pattern_points: parseWholeNumber('pattern-points', values['pattern-points']),
      grid: parseWholeNumber('grid', values.grid),
      self_registration: parseSwitch('self-registration', values['self-registration']),
      show_when_typing: parseSwitch('show-when-typing', values['show-when-typing']),
    }),
  }
}

/** The named ones first; the others behind them as they stood. */
function orderMethods(
  methods: readonly string[] | undefined,
  order: string | undefined,
  present: readonly string[],
): readonly string[] | undefined {
  if (order === undefined) return methods
  const allowed = methods ?? present
  const first = parseList(order)
  const strange = first.find((method) => !allowed.includes(method))
  if (strange !== undefined) {
    throw new UsageError(
      `--method-order ${strange} is not among the methods (${allowed.join(', ')}): see --methods`,
    )
  }
  return [...first, ...allowed.filter((method) => !first.includes(method))]
}

function answer(what: string, made: Tenant): Answer {
  const { id, uuid, name, type, issuer, policy } = made
  return {
    value: { id, uuid, name, type, issuer, policy },
    text: card(`tenant ${id}${what}`, { name, type, issuer, ...policy }),
  }
}
