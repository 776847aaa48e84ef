/**
 * The mails of all tenants, which in dev mode never leave the machine.
 */
import type { Deps } from '../deps.ts'
import type { MailMessage } from '../domain/mail/mail.ts'
import { readMails } from '../domain/mail/mail-list.ts'
import { listTenants } from '../domain/tenants/tenant-administration.ts'

/**
 * @param most of each tenant
 * @returns the newest first: ids grow with time
 */
export async function newestMails(deps: Deps, most: number): Promise<readonly MailMessage[]> {
  const tenants = await listTenants(deps)
  const mails = await Promise.all(tenants.map((tenant) => readMails({ ...deps, tenant }, most)))
  return mails.flat().sort((a, b) => (a.id < b.id ? 1 : -1))
}
