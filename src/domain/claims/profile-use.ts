/**
 * What holds together what claim profiles need and what needs them: a client's profile is there, and so are the attributes
 * that a profile names.
 */
import type { Deps } from '../../deps.ts'
import { claimProfiles, listClientsWithProfile, lockClaimProfile } from '../../store/claim-profiles.ts'
import type { NamedClaimsRow } from '../../store/claim-rows.ts'
import type { Tx } from '../../store/database.ts'
import type { ClientRow } from '../../store/schema.ts'
import { Refusal, refuseIf } from '../refusal.ts'
import type { Stated } from '../stated-settings.ts'
import type { TenantPolicy } from '../tenants/tenant-policy.ts'
import { attributeNames } from '../users/user-attributes.ts'
import { readClaimProfile } from './claim-profile.ts'

/**
 * A client's, inside the transaction that writes the client: nobody deletes it until that has ended.
 *
 * @throws {Refusal} faulty
 */
export async function holdProfile(
  tx: Tx,
  { tenant_id, metadata }: Pick<ClientRow, 'tenant_id' | 'metadata'>,
): Promise<void> {
  const id = profileNamed(JSON.parse(metadata))
  if (id === undefined || (await tx.first(lockClaimProfile, { tenant_id, id }))) return
  throw new Refusal('faulty', unknownProfile(id))
}

/** As metadata that was checked states it; undefined: none. */
export const profileNamed = ({ claim_profile }: Stated): string | undefined =>
  typeof claim_profile === 'string' ? claim_profile : undefined

export const unknownProfile = (id: string): string =>
  `claim_profile: there is no claim-profile ${id}: make it first`

/**
 * Inside the transaction that deletes it.
 *
 * @throws {Refusal} faulty, naming the clients that have it
 */
export async function checkUnused(tx: Tx, { tenant_id, id }: NamedClaimsRow): Promise<void> {
  const clients = await tx.all(listClientsWithProfile, { tenant_id })
  const users = clients.filter(({ metadata }) => profileNamed(JSON.parse(metadata)) === id)
  if (users.length === 0) return
  const names = users.map(({ client_id }) => client_id).join(', ')
  throw new Refusal('faulty', `claim-profile ${id} is in use by client ${names}: give them another one first`)
}

/**
 * Before a tenant's attributes change.
 *
 * @throws {Refusal} faulty, naming each attribute that is gone and a profile that tells it
 */
export async function checkAttributesKept(
  { db }: Pick<Deps, 'db'>,
  tenant_id: string,
  policy: Pick<TenantPolicy, 'attributes'>,
): Promise<void> {
  const known = new Set(attributeNames(policy))
  const profiles = await db.all(claimProfiles.list, { tenant_id })
  refuseIf(
    profiles.flatMap(({ id, claims }) =>
      [...readClaimProfile(claims).claims.values()].flatMap(({ from }) =>
        from === undefined || known.has(from)
          ? []
          : [`attributes: ${from} is told by claim-profile ${id}: change that one first`],
      ),
    ),
  )
}
