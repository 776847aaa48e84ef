/**
 * Tenants with hosts of their own.
 */
import { updateTenant } from '../../src/domain/tenants/tenant-administration.ts'
import type { TestServer } from './fixtures.ts'

/** @param host empty: it has none any more */
export const giveHost = ({ deps }: Pick<TestServer, 'deps'>, id: string, host: string) =>
  updateTenant(deps, { id, name: undefined, type: undefined, host, policy: {} })
