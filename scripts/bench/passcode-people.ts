/**
 * Who signs in with a passcode: one person in `default`, where a guess costs what it costs by default, and a crowd in
 * `cheap`, where it costs as little as is allowed, since what a sign-in costs the server does not depend on it.
 */
import type { Deps, TenantDeps } from '../../src/deps.ts'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { createTenant, inTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { createUser } from '../../src/domain/users/user-administration.ts'
import { makePicture } from '../../src/passcode/generated-picture.ts'
import { TENANT } from './our-side.ts'

export const USERNAME = 'grace'
export const CROWD = Array.from({ length: 100 }, (_, n) => `person-${n}`)
export const PIN = '385162'
export const CLIENT = 'rp-passcode'
export const CHEAP_TENANT = 'cheap'
export const CHEAP_STRETCHING = { ksf_m: 19_456, ksf_t: 2, ksf_p: 1 }

export const picture = await makePicture(new Uint8Array(32).fill(7))

/** Where the sign-ins end: an address of the server itself, since no other needs to be there. */
export const redirectUri = (public_url: string): string => `${public_url}/readyz`

export async function addPeople(deps: Deps): Promise<void> {
  const cheap = { id: CHEAP_TENANT, name: 'Cheap', type: undefined, policy: CHEAP_STRETCHING }
  await createTenant(deps, cheap)
  for (const tenant_id of [TENANT, CHEAP_TENANT]) {
    const scoped = await inTenant(deps, tenant_id)
    await registerClient(scoped, {
      client_id: CLIENT,
      client_type: 'confidential',
      metadata: { redirect_uris: [redirectUri(deps.config.public_url)], first_party: true },
    })
    for (const username of tenant_id === TENANT ? [USERNAME] : CROWD) await enrol(scoped, username)
  }
}

async function enrol(deps: TenantDeps, username: string): Promise<void> {
  const stated = { username, email: undefined, email_verified: undefined, claims: {}, status: undefined }
  await createUser(deps, stated, { picture, secret: { method: 'pin', typed: PIN } })
}

export function authorizeUrl(public_url: string, tenant_id: string): string {
  const query = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: redirectUri(public_url),
    scope: 'openid',
    state: 'bench',
  })
  return `${public_url}/api/oidc/${tenant_id}/authorize?${query}`
}
