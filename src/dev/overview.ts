/**
 * What is here, for the eye: every tenant with its clients and people by name.
 */
import type { Deps } from '../deps.ts'
import { listClients } from '../domain/clients/client-registration.ts'
import { listMails } from '../domain/mail/mail-list.ts'
import type { Tenant } from '../domain/tenants/tenant.ts'
import { listTenants } from '../domain/tenants/tenant-administration.ts'
import { listUsers } from '../domain/users/user-administration.ts'

/** So many are counted. */
const MOST_MAILS = 1000

export type TenantOverview = Readonly<{
  tenant: Tenant
  client_ids: readonly string[]
  usernames: readonly string[]
  mail_count: number
}>

export async function overview(deps: Deps): Promise<readonly TenantOverview[]> {
  const tenants = await listTenants(deps)
  return Promise.all(
    tenants.map(async (tenant) => ({
      tenant,
      client_ids: (await listClients({ ...deps, tenant })).map(({ client_id }) => client_id),
      usernames: (await listUsers({ ...deps, tenant })).map(({ username }) => username),
      mail_count: (await listMails({ ...deps, tenant }, MOST_MAILS)).length,
    })),
  )
}
