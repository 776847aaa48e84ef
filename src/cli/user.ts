/**
 * vignette user create|list|show|update|enrol-link|unlock|delete
 */
import { unlock } from '../domain/authentication/throttle.ts'
import type { StatedPasscode, StatedSecret } from '../domain/users/stated-passcode.ts'
import type { User } from '../domain/users/user.ts'
import {
  createUser,
  deleteUser,
  hasPasscode,
  listUsers,
  requireUser,
  updateUser,
} from '../domain/users/user-administration.ts'
import { type Answer, command, UsageError, type Values } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { enrolLink } from './enrol-link.ts'
import { card, list } from './output.ts'
import { readPictureFile } from './picture-file.ts'
import { withTenant } from './process-deps.ts'
import { parseChoice, parseSettings } from './setting-options.ts'

const TENANT = {
  tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant the person belongs to' },
} as const

const ONE = {
  ...TENANT,
  username: { type: 'string', value: 'NAME', required: true, says: 'upper and lower case are the same' },
} as const

const ABOUT = {
  email: { type: 'string', value: 'ADDRESS', says: 'an email address; empty: none' },
  'email-verified': { type: 'boolean', says: 'the address is known to be theirs' },
  claim: {
    type: 'string',
    value: 'KEY=JSON',
    multiple: true,
    says: 'a standard claim, such as name=\'"Ada Lovelace"\'; null: none',
  },
} as const

const PASSCODE = {
  picture: {
    type: 'string',
    value: 'FILE',
    says: 'enrols: the picture file to sign in with, and one of the next three',
  },
  pin: { type: 'string', value: 'DIGITS', says: 'with the picture' },
  pattern: {
    type: 'string',
    value: '1-2-5-8-9',
    says: 'with the picture: points counted from 1, row by row',
  },
  'picture-only': { type: 'boolean', says: 'the picture alone' },
} as const

const NOT_KEPT = 'Picture and PIN are not kept: they are enrolled by the protocol that browsers use.'

const create = command({
  summary: 'make a person, who can sign in when a picture is enrolled too',
  details: NOT_KEPT,
  options: { ...ONE, ...ABOUT, ...PASSCODE },
  answers: true,
  examples: [
    'user create --tenant acme --username ada --email ada@example.org --email-verified --picture ada.png --pin 271828',
    'user create --tenant acme --username ada --claim \'name="Ada Lovelace"\' --claim \'address={"country":"GB"}\'',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const stated = { username: values.username, status: undefined, ...statedAbout(values) }
      return answer(': made', await createUser(deps, stated, await statedPasscode(values)), deps)
    }),
})

const update = command({
  summary: 'change a person, or enrol another picture in place of the former',
  details: [
    'What is left out stays as it is. Another picture, and status inactive, end all sessions and tokens of the person.',
    NOT_KEPT,
  ].join('\n'),
  options: {
    ...ONE,
    rename: { type: 'string', value: 'NAME', says: 'the new username; everything else stays' },
    ...ABOUT,
    status: { type: 'string', value: 'STATUS', says: 'active, or inactive: cannot sign in' },
    ...PASSCODE,
  },
  answers: true,
  examples: [
    'user update --tenant acme --username ada --status inactive',
    'user update --tenant acme --username ada --picture new.jpg --pin 314159',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const status = parseChoice('status', ['active', 'inactive'], values.status)
      const current = await requireUser(deps, values.username)
      const stated = { username: values.rename ?? current.username, status, ...statedAbout(values) }
      const passcode = await statedPasscode(values)
      return answer(': changed', await updateUser(deps, values.username, stated, passcode), deps)
    }),
})

const showOne = command({
  summary: 'show a person',
  options: ONE,
  answers: true,
  examples: ['user show --tenant acme --username ada'],
  run: ({ tenant, username }) =>
    withTenant(tenant, async (deps) => answer('', await requireUser(deps, username), deps)),
})

const listAll = command({
  summary: 'list the people of a tenant',
  options: TENANT,
  answers: true,
  examples: ['user list --tenant acme --json'],
  run: ({ tenant }) =>
    withTenant(tenant, async (deps) => {
      const users = (await listUsers(deps)).map(membersOf)
      const rows = users.map(({ username, email, status, sub }) => [username, email ?? '', status, sub])
      return { value: users, text: list(rows, 'There is no user yet.') }
    }),
})

const unlockOne = command({
  summary: 'let a person try again whose name was tried too often',
  options: ONE,
  answers: true,
  examples: ['user unlock --tenant acme --username ada'],
  run: ({ tenant, username }) =>
    withTenant(tenant, async (deps) => {
      const user = await requireUser(deps, username)
      const unlocked = await unlock(deps, user.username)
      const says = unlocked ? 'unlocked' : 'was not locked'
      return { value: { username: user.username, unlocked }, text: `user ${user.username}: ${says}` }
    }),
})

const remove = command({
  summary: 'delete a person',
  details: 'Sessions and tokens go too, and the subject identifier is never given to another person.',
  options: ONE,
  answers: true,
  examples: ['user delete --tenant acme --username ada'],
  run: ({ tenant, username }) =>
    withTenant(tenant, async (deps) => {
      await deleteUser(deps, username)
      return { value: { deleted: username }, text: `user ${username}: deleted` }
    }),
})

export const user: CommandGroup = {
  summary: 'users: the people of a tenant',
  commands: {
    create,
    list: listAll,
    show: showOne,
    update,
    'enrol-link': enrolLink,
    unlock: unlockOne,
    delete: remove,
  },
}

const statedAbout = (values: Values<typeof ABOUT>) => ({
  email: values.email,
  email_verified: values['email-verified'] || undefined,
  claims: parseSettings('claim', values.claim),
})

async function statedPasscode(values: Values<typeof PASSCODE>): Promise<StatedPasscode | undefined> {
  const secrets: readonly StatedSecret[] = [
    ...(values.pin === undefined ? [] : [{ method: 'pin', typed: values.pin } as const]),
    ...(values.pattern === undefined ? [] : [{ method: 'pattern', typed: values.pattern } as const]),
    ...(values['picture-only'] ? [{ method: 'none' } as const] : []),
  ]
  const [secret] = secrets
  if (values.picture === undefined && secret === undefined) return undefined
  if (values.picture === undefined || secret === undefined || secrets.length > 1) {
    throw new UsageError('a passcode is --picture FILE with one of --pin, --pattern and --picture-only')
  }
  return { picture: await readPictureFile(values.picture), secret }
}

const membersOf = ({ sub, username, email, email_verified, claims, active, updated_at }: User) => ({
  username,
  sub,
  status: active ? 'active' : 'inactive',
  ...(email === undefined ? {} : { email, email_verified }),
  claims,
  updated_at,
})

async function answer(what: string, made: User, deps: Parameters<typeof hasPasscode>[0]): Promise<Answer> {
  const members = membersOf(made)
  // Whoever is inactive cannot sign in with any.
  const passcode = made.active ? await hasPasscode(deps, made) : undefined
  const { username, claims, updated_at: _, ...rest } = members
  const enrolled = passcode === false ? 'none: cannot sign in' : passcode && 'enrolled'
  return {
    value: { ...members, passcode },
    text: card(`user ${username}${what}`, { ...rest, passcode: enrolled, ...claims }),
  }
}
