/**
 * Who signs in with a passcode: one person as anybody does, in a browser; and a crowd whose clients stretch their passcodes
 * as little as can be, since that is the client's work and what a sign-in costs the server does not depend on it.
 */
import { client } from '@serenity-kit/opaque'
import type { Deps, TenantDeps } from '../../src/deps.ts'
import { keepPasscode, newPasscodeRow, startRegistration } from '../../src/domain/authentication/enrolment.ts'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { inTenant, updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { createUser } from '../../src/domain/users/user-administration.ts'
import { makePicture } from '../../src/passcode/generated-picture.ts'
import { serverIdentity } from '../../src/passcode/opaque-client.ts'
import { LEAST_STRETCHING, PASSWORD, packageStretching } from './bare-opaque.ts'
import { TENANT } from './our-side.ts'

export const USERNAME = 'grace'
export const CROWD = Array.from({ length: 100 }, (_, n) => `person-${n}`)
export const PIN = '385162'
export const CLIENT = 'rp-passcode'

export const picture = await makePicture(new Uint8Array(32).fill(7))

/** Where the sign-ins end: an address of the server itself, since no other needs to be there. */
export const redirectUri = (public_url: string): string => `${public_url}/readyz`

export async function addPeople(deps: Deps): Promise<void> {
  const scoped = await inTenant(deps, TENANT)
  await registerClient(scoped, {
    client_id: CLIENT,
    client_type: 'confidential',
    metadata: { redirect_uris: [redirectUri(deps.config.public_url)], first_party: true },
  })
  await createUser(scoped, stated(USERNAME), { picture, secret: { method: 'pin', typed: PIN } })
  for (const username of CROWD) await enrolCheaply(scoped, username)
}

async function enrolCheaply(deps: TenantDeps, username: string): Promise<void> {
  const user = await createUser(deps, stated(username), undefined)
  const { registrationRequest, clientRegistrationState } = client.startRegistration({ password: PASSWORD })
  const registration = await startRegistration(deps, registrationRequest)
  const { registrationRecord: record } = client.finishRegistration({
    clientRegistrationState,
    registrationResponse: registration.response,
    ...crowdTerms(deps.tenant.uuid),
  })
  const passcode = newPasscodeRow(deps, user, registration, { record, method: 'pin' })
  await deps.db.transaction((tx) => keepPasscode(tx, passcode))
}

/** What a client of the crowd finishes with. */
export const crowdTerms = (tenant_uuid: string) => ({
  password: PASSWORD,
  identifiers: { server: serverIdentity(tenant_uuid) },
  keyStretching: packageStretching(LEAST_STRETCHING),
})

const stated = (username: string) => ({
  username,
  email: undefined,
  email_verified: undefined,
  claims: {},
  status: undefined,
})

export function authorizeUrl(public_url: string): string {
  const query = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: redirectUri(public_url),
    scope: 'openid',
    state: 'bench',
  })
  return `${public_url}/api/oidc/${TENANT}/authorize?${query}`
}

/** Likewise, and more of them may sign up. */
export async function addPeopleAndOpen(deps: Deps): Promise<void> {
  await addPeople(deps)
  await updateTenant(deps, {
    id: TENANT,
    name: undefined,
    type: undefined,
    policy: { self_registration: true },
  })
}
