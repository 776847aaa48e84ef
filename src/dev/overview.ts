/**
 * What is here, for the eye: every tenant with its clients, its people by name, and its mails by number.
 */
import type { Deps } from '../deps.ts'
import type { Client } from '../domain/clients/client.ts'
import { listClients } from '../domain/clients/client-registration.ts'
import { listMails } from '../domain/mail/mail-list.ts'
import type { Tenant } from '../domain/tenants/tenant.ts'
import { listTenants } from '../domain/tenants/tenant-administration.ts'
import { listUsers } from '../domain/users/user-administration.ts'

/** So many are counted. */
const MOST_MAILS = 1000

export type TenantOverview = Readonly<{
  tenant: Tenant
  clients: readonly Client[]
  usernames: readonly string[]
  mail_count: number
}>

export async function overview(deps: Deps): Promise<readonly TenantOverview[]> {
  const tenants = await listTenants(deps)
  return Promise.all(
    tenants.map(async (tenant) => ({
      tenant,
      clients: await listClients({ ...deps, tenant }),
      usernames: (await listUsers({ ...deps, tenant })).map(({ username }) => username),
      mail_count: (await listMails({ ...deps, tenant }, MOST_MAILS)).length,
    })),
  )
}
