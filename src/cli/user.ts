/**
 * vignette user create|list|show|update|enrol-link|unlock|delete
 */
import { unlock } from '../domain/authentication/unlock.ts'
import type { User } from '../domain/users/user.ts'
import {
  createUser,
  deleteUser,
  hasPasscode,
  listUsers,
  requireUser,
  updateUser,
} from '../domain/users/user-administration.ts'
import { type Answer, command } from './command.ts'
import type { CommandGroup } from './command-line.ts'
import { enrolLink } from './enrol-link.ts'
import { card, list } from './output.ts'
import { withTenant } from './process-deps.ts'
import { parseChoice } from './setting-options.ts'
import { ABOUT, PASSCODE, statedAbout, statedPasscode } from './stated-user.ts'

const TENANT = {
  tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant the person belongs to' },
} as const

const ONE = {
  ...TENANT,
  username: { type: 'string', value: 'NAME', required: true, says: 'upper and lower case are the same' },
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
