/**
 * vignette claim-profile create|list|show|update|delete
 */
import { CLAIM_PROFILE } from '../domain/claims/named-claims.ts'
import { namedClaimsGroup } from './named-claims.ts'

export const claimProfile = namedClaimsGroup(CLAIM_PROFILE, {
  summary: 'claim profiles: in which shape applications are told claims',
  one: 'a claim profile',
  id: 'as clients name it: --set \'claim_profile="ID"\'',
  claim: 'a claim of the application and where it comes from',
  details: [
    'NAME={"from": ATTRIBUTE} or {"value": JSON}. Beside from there may be "prefix" (before the text), "as" (array, string,',
    'number, boolean, iso8601) and "else" (told where the person has none; without it the claim is left out). Beside either:',
    '"in" (a list of id_token, userinfo, access_token; the first two where left out) and "scope" (told with it alone).',
    "ATTRIBUTE is a standard claim, username, sub, or one of the tenant's own: tenant update --set 'attributes=[\"building\"]'.",
    'sub={"from":"sub","prefix":"..."} stands before every sub; sid={"from":"sid"} tells the session.',
  ].join('\n'),
  sample: [`'nickname={"from":"name"}'`, `'family_name={"value":"-"}'`],
})
