/**
 * Whether the secret key of this process is the one that the database was written under. Found at the start, since
 * otherwise nobody could sign in, and nothing would say why.
 */
import type { Deps } from '../../deps.ts'
import { UnsealError } from '../../primitives/sealing.ts'
import { listServerKeys } from '../../store/passcode-server-keys.ts'
import { listSigningKeys } from '../../store/signing-keys.ts'
import { listTenants } from '../../store/tenants.ts'
import { Refusal } from '../refusal.ts'

type CheckDeps = Pick<Deps, 'db' | 'secrets'>

/**
 * Opens the first key that is found; in a database without one, nothing can be lost yet.
 *
 * @throws {Refusal} secret-key
 */
export async function checkSecretKey(deps: CheckDeps): Promise<void> {
  for (const { id } of await deps.db.all(listTenants, {})) {
    try {
      if (await opensKey(deps, id)) return
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error
      throw new Refusal(
        'secret-key',
        'The secret key is not the one that this database was made with, so its keys and passcodes do not open. ' +
          'Put the former key back: VIGNETTE_SECRET_KEY, or the file secret.key in DATA_DIR.',
      )
    }
  }
}

/** @returns false where the tenant has no key yet */
async function opensKey({ db, secrets }: CheckDeps, tenant_id: string): Promise<boolean> {
  const [server] = await db.all(listServerKeys, { tenant_id })
  if (server) secrets.open('passcode-server-key', [tenant_id, String(server.generation)], server.setup_sealed)
  const [signing] = await db.all(listSigningKeys, { tenant_id })
  if (signing) secrets.open('signing-key', [tenant_id, signing.kid], signing.private_sealed)
  return server !== undefined || signing !== undefined
}
