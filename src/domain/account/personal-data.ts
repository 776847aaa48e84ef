/**
 * All that is held about a person, for that person: everything but secrets and what is kept of them.
 *
 * Implements: RFC 6973 §6.2 (people see what is held of them).
 */
import type { TenantDeps } from '../../deps.ts'
import { isoInstant, type UnixSeconds } from '../../primitives/clock.ts'
import { listAuditEventsOfUser } from '../../store/audit-events.ts'
import { listAssignmentsOfUser } from '../../store/client-assignments.ts'
import { listConsents } from '../../store/consents.ts'
import { listEnrolments } from '../../store/enrolments.ts'
import { listGrants } from '../../store/grants.ts'
import { listInteractionsOfUser } from '../../store/interactions.ts'
import { listKnownBrowsers } from '../../store/known-browsers.ts'
import { listMailsOfUser } from '../../store/mail-outbox.ts'
import { listMailTokensOfUser } from '../../store/mail-tokens.ts'
import { listOrganizationsOfUser } from '../../store/organizations.ts'
import { listRecoveryCodes } from '../../store/recovery-codes.ts'
import { listSessions } from '../../store/sessions.ts'
import { listUpstreamAccounts } from '../../store/upstream-accounts.ts'
import { findUser } from '../../store/users.ts'
import { openMail } from '../mail/outbox.ts'
import type { User } from '../users/user.ts'
import type { Account } from './account.ts'
import { findOwnPasscode } from './own-passcode.ts'

type DataDeps = Pick<TenantDeps, 'config' | 'db' | 'tenant' | 'secrets' | 'now'>

/** Names of the specifications where there are any; instants in ISO 8601. */
export async function personalData(deps: DataDeps, { user }: Account) {
  const { db, tenant, now } = deps
  const owner = { tenant_id: tenant.id, user_id: user.id }
  return {
    made_at: isoInstant(now()),
    issuer: tenant.issuer,
    issuer_name: tenant.name,
    person: await personOf(deps, user),
    passcode: await passcodeOf(deps, user),
    recovery_codes: (await db.all(listRecoveryCodes, owner)).map(({ created_at, used_at }) =>
      told({ created_at, used_at }),
    ),
    known_browsers: (await db.all(listKnownBrowsers, owner)).map((row) =>
      told({ ...where(row), ...times(row), last_used_at: row.last_used_at }),
    ),
    sessions: (await db.all(listSessions, owner)).map((row) => {
      const { amr, acr, auth_time, last_seen_at, ended_at } = row
      return {
        amr: amr.split(' '),
        acr,
        ...told({ ...where(row), ...times(row), auth_time, last_seen_at, ended_at }),
      }
    }),
    upstream_accounts: (await db.all(listUpstreamAccounts, owner)).map((row) => {
      const { connection_id: connection, subject: sub, created_at, last_used_at } = row
      return told({ connection, sub, created_at, last_used_at })
    }),
    allowed_applications: (await db.all(listConsents, owner)).map(
      ({ client_id, scope, resources, given_at }) => told({ client_id, scope, resources, given_at }),
    ),
    grants: (await db.all(listGrants, owner)).map((row) => {
      const { client_id, scope, resources, organization_id, claim_set_id } = row
      const { connection_id: connection, amr, acr, auth_time, revoked_at } = row
      const asked = { client_id, scope, resources, organization_id, claim_set_id }
      return told({ ...asked, connection, amr, acr, ...times(row), auth_time, revoked_at })
    }),
    organizations: (await db.all(listOrganizationsOfUser, owner)).map(told),
    assigned_applications: (await db.all(listAssignmentsOfUser, owner)).map(told),
    events: (await db.all(listAuditEventsOfUser, owner)).map((row) => {
      const { at, action, outcome, actor, client_id, address } = row
      return told({ at, action, outcome, actor, client_id, address })
    }),
    ...(await comingAndGoing(deps, owner)),
  }
}

/** What is there for a while: requests of applications, and links and pages that lead to a passcode. */
async function comingAndGoing(deps: DataDeps, owner: Readonly<{ tenant_id: string; user_id: Buffer }>) {
  const { db } = deps
  return {
    authorization_requests: (await db.all(listInteractionsOfUser, owner)).map((row) => {
      const { received_at, expires_at, finished_at } = row
      return {
        parameters: JSON.parse(row.parameters),
        ...told({ received_at, expires_at, finished_at }),
      }
    }),
    enrolments: (await db.all(listEnrolments, owner)).map((row) => {
      const { purpose, email, person, finished_at } = row
      return { stated: person && JSON.parse(person), ...told({ purpose, email, ...times(row), finished_at }) }
    }),
    mailed_links: (await db.all(listMailTokensOfUser, owner)).map((row) => {
      const { purpose, email, used_at } = row
      return told({ purpose, email, ...times(row), used_at })
    }),
    // Without what was written: the links in it are secrets.
    mails: (await db.all(listMailsOfUser, owner)).map((row) => {
      const { kind, sent_at } = row
      return { to: openMail(deps, row).to, ...told({ kind, ...times(row), sent_at }) }
    }),
  }
}

async function personOf({ db, tenant }: DataDeps, { id, sub }: User) {
  const row = await db.first(findUser, { tenant_id: tenant.id, id })
  if (!row) return { sub }
  const { username, email, email_verified, claims, status, created_at, updated_at } = row
  return {
    sub,
    preferred_username: username,
    email,
    email_verified: email_verified === 1,
    ...JSON.parse(claims),
    status,
    ...told({ created_at, updated_at }),
  }
}

async function passcodeOf(deps: DataDeps, user: User) {
  const passcode = await findOwnPasscode(deps, { user })
  return passcode ? told(passcode) : null
}

type Where = Readonly<{ browser: string | null; system: string | null; address: string | null }>

const where = ({ browser, system, address }: Where): Where => ({ browser, system, address })

const times = ({
  created_at,
  expires_at,
}: Readonly<{ created_at: UnixSeconds; expires_at: UnixSeconds }>) => ({
  created_at,
  expires_at,
})

/** Numbers are instants, all of them. */
const told = (row: Readonly<Record<string, string | number | null>>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? isoInstant(value) : value]),
  )
