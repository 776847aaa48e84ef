/**
 * An organization as it is to be: what was stated, checked whole before anything is written.
 */
import type { OrganizationRow } from '../../store/organization-rows.ts'
import { refuseIf } from '../refusal.ts'
import { ORGANIZATION_ID } from './organization.ts'

/** What is left out stays as it is. */
export type OrganizationStatement = Readonly<{ id: string; name: string | undefined }>

const NAME = /^(?=.*\S)\P{Cc}{1,100}$/u

/** @throws {Refusal} faulty */
export function draftOrganization(
  stated: OrganizationStatement,
  existing: Pick<OrganizationRow, 'name'> | undefined,
): Readonly<{ id: string; name: string }> {
  const name = stated.name ?? existing?.name ?? ''
  refuseIf([
    ORGANIZATION_ID.test(stated.id)
      ? undefined
      : `id ${JSON.stringify(stated.id)} must have 1 to 100 letters, digits, dashes and underscores`,
    NAME.test(name) ? undefined : 'name must have 1 to 100 characters: people see it, and tokens have it',
  ])
  return { id: stated.id, name }
}
