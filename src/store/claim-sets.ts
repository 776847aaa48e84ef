/**
 * Claims of integrations, the same for all their people.
 */
import { namedClaims } from './named-claims.ts'

export const claimSets = namedClaims('claim_set')
