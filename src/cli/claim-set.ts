/**
 * vignette claim-set create|list|show|update|delete
 */
import { CLAIM_SET } from '../domain/claims/named-claims.ts'
import { namedClaimsGroup } from './named-claims.ts'

export const claimSet = namedClaimsGroup(CLAIM_SET, {
  summary: 'claim sets: claims of an integration, the same for all its people',
  one: 'a claim set',
  id: 'as applications name it: ext-integration-id=ID',
  claim: 'a claim: a text, a number, true, false, null, or a list',
  details: [
    'An application that sends ext-integration-id=ID gets them in its ID tokens and at userinfo, after a refresh too. They say',
    "nothing of a person or of a token: those claims are the server's.",
  ].join('\n'),
  sample: [`'building_address="1 Pier"'`, `'lifts=2'`],
})
