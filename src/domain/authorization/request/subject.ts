/**
 * sub among the claims: whom the client expects, as an id_token_hint would say it.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2.1, §3.1.2.2, §5.5.1.
 */
import { CLAIM_PLACES } from '../../claims/requested-claims.ts'
import { OAuthError } from '../../oauth-error.ts'
import type { ClaimsRequest } from './claims.ts'

/**
 * @returns those who are as good as each other; undefined: anybody
 * @throws {OAuthError} `invalid_request` when nobody could be all that is asked for
 */
export function parseSubjects(claims: ClaimsRequest): ReadonlySet<unknown> | undefined {
  const lists = CLAIM_PLACES.flatMap((place) => {
    const values = claims[place].get('sub')?.values
    return values === undefined ? [] : [new Set(values)]
  })
  if (lists.length === 0) return undefined
  const subjects = lists.reduce((all, list) => all.intersection(list))
  if (subjects.size > 0) return subjects
  throw new OAuthError('invalid_request', 'claims asks for a sub that nobody can have.', {
    reason: 'claims-subject-impossible',
  })
}
