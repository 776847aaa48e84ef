/**
 * The commands of claims that are kept under an id: profiles and sets, which are made, shown, changed and removed alike.
 */
import { readFileSync } from 'node:fs'
import {
  type ClaimsKind,
  createNamed,
  deleteNamed,
  listNamed,
  type NamedClaims,
  requireNamed,
  updateNamed,
} from '../domain/claims/named-claims.ts'
import type { Stated } from '../domain/stated-settings.ts'
import { type Answer, command, UsageError } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { list } from './output.ts'
import { withTenant } from './process-deps.ts'
import { parseSettings } from './setting-options.ts'
import { reasonOf } from './system-error.ts'
import { TENANT } from './tenant-option.ts'

/** What differs between them, for people. */
type Words = Readonly<{
  summary: string
  /** What one is called. */
  one: string
  /** What the id is for. */
  id: string
  /** What a claim is written as. */
  claim: string
  details: string
  /** Of a claim, for the examples. */
  sample: readonly [string, string]
}>

const oneOf = ({ id }: Words) =>
  ({ ...TENANT, id: { type: 'string', value: 'ID', required: true, says: id } }) as const

const statedOf = ({ claim }: Words) =>
  ({
    claim: { type: 'string', value: 'NAME=JSON', multiple: true, says: claim },
    claims: { type: 'string', value: 'FILE', says: 'all of them, as a JSON object of names' },
  }) as const

export const namedClaimsGroup = (kind: ClaimsKind, words: Words): CommandGroup => ({
  summary: words.summary,
  commands: {
    create: create(kind, words),
    list: listAll(kind),
    show: showOne(kind, words),
    update: update(kind, words),
    delete: remove(kind, words),
  },
})

const create = (kind: ClaimsKind, words: Words) =>
  command({
    summary: `make ${words.one}`,
    details: words.details,
    options: { ...oneOf(words), ...statedOf(words) },
    answers: true,
    examples: [
      `${kind.name} create --tenant acme --id vts --claim ${words.sample[0]} --claim ${words.sample[1]}`,
    ],
    run: (values) =>
      withTenant(values.tenant, async (deps) => {
        const stated = { id: values.id, claims: statedClaims(values, {}) }
        await createNamed(deps, kind, stated)
        return answer(kind, ': made', stated)
      }),
  })

const update = (kind: ClaimsKind, words: Words) =>
  command({
    summary: `change ${words.one}`,
    details: 'What is left out stays as it is; --claims takes the place of all there were.',
    options: {
      ...oneOf(words),
      ...statedOf(words),
      remove: { type: 'string', value: 'NAME', multiple: true, says: 'a claim that is to go' },
    },
    answers: true,
    examples: [`${kind.name} update --tenant acme --id vts --claim ${words.sample[1]} --remove floor`],
    run: (values) =>
      withTenant(values.tenant, async (deps) => {
        const { claims } = await requireNamed(deps, kind, values.id)
        const changed = Object.entries(statedClaims(values, claims))
        const kept = changed.filter(([name]) => !values.remove.includes(name))
        const stated = { id: values.id, claims: Object.fromEntries(kept) }
        await updateNamed(deps, kind, stated)
        return answer(kind, ': changed', stated)
      }),
  })

const showOne = (kind: ClaimsKind, words: Words) =>
  command({
    summary: `show ${words.one}`,
    options: oneOf(words),
    answers: true,
    examples: [`${kind.name} show --tenant acme --id vts`],
    run: ({ tenant, id }) =>
      withTenant(tenant, async (deps) => answer(kind, '', await requireNamed(deps, kind, id))),
  })

const listAll = (kind: ClaimsKind) =>
  command({
    summary: 'list those of a tenant',
    options: TENANT,
    answers: true,
    examples: [`${kind.name} list --tenant acme`],
    run: ({ tenant }) =>
      withTenant(tenant, async (deps) => {
        const all = await listNamed(deps, kind)
        const rows = all.map(({ id, claims }) => [id, Object.keys(claims).join(' ')])
        return { value: all, text: list(rows, `There is no ${kind.name} yet.`) }
      }),
  })

const remove = (kind: ClaimsKind, words: Words) =>
  command({
    summary: `delete ${words.one}`,
    options: oneOf(words),
    answers: true,
    examples: [`${kind.name} delete --tenant acme --id vts`],
    run: ({ tenant, id }) =>
      withTenant(tenant, async (deps) => {
        await deleteNamed(deps, kind, id)
        return { value: { deleted: id }, text: `${kind.name} ${id}: deleted` }
      }),
  })

const answer = (kind: ClaimsKind, what: string, named: NamedClaims): Answer => ({
  value: named,
  text: textOf(kind, what, named),
})

/** As it would be written again: quotes and all, since "1" is not 1. */
function textOf(kind: ClaimsKind, what: string, { id, claims }: NamedClaims): string {
  const rows = Object.entries(claims).map(([name, value]) => `  ${name}=${JSON.stringify(value)}`)
  return [`${kind.name} ${id}${what}`, ...rows].join('\n')
}

type StatedValues = Readonly<{ claim: readonly string[]; claims: string | undefined }>

const statedClaims = ({ claim, claims }: StatedValues, before: Stated): Stated => ({
  ...(claims === undefined ? before : readClaims(claims)),
  ...parseSettings('claim', claim),
})

function readClaims(file: string): Stated {
  const value = readJson(file)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Stated
  throw new UsageError(`--claims ${JSON.stringify(file)} has no JSON object`)
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`--claims ${JSON.stringify(file)} is no file of JSON: ${reasonOf(error)}`)
  }
}
