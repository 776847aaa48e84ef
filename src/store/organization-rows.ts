/**
 * The rows of organizations and of whom a client is for; db/migrations/0019-organizations.sql says what each column means.
 */
import type { UnixSeconds } from '../primitives/clock.ts'

export interface OrganizationRow {
  tenant_id: string
  id: string
  name: string
  created_at: UnixSeconds
  updated_at: UnixSeconds
}

export interface OrganizationMemberRow {
  tenant_id: string
  organization_id: string
  user_id: Buffer
  created_at: UnixSeconds
}

export interface ClientAssignmentRow {
  tenant_id: string
  client_id: string
  user_id: Buffer | null
  organization_id: string | null
  created_at: UnixSeconds
}
