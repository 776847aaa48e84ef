/**
 * claims: claims that are asked for one by one, each with how much it is wanted.
 *
 * Implements: OpenID Connect Core 1.0 §5.5, §5.5.1.
 */
import type { ClaimPlace } from '../../claims/requested-claims.ts'
import type { ResponseType } from '../../clients/response-type.ts'
import { OAuthError } from '../../oauth-error.ts'
import { optional, type Parameters } from '../../parameters.ts'

/** `values` holds `value` too; undefined: any value. */
export type ClaimRequest = Readonly<{ essential: boolean; values: readonly unknown[] | undefined }>

export type ClaimsRequest = Readonly<Record<ClaimPlace, ReadonlyMap<string, ClaimRequest>>>

type Members = Readonly<Record<string, unknown>>

/**
 * Members that are not understood are ignored.
 *
 * @throws {OAuthError} `invalid_request` for what is no such request
 */
export function parseClaims(parameters: Parameters, response_type: ResponseType): ClaimsRequest {
  const sent = optional(parameters, 'claims')
  const members = sent === undefined ? {} : membersOf('claims', parseJson(sent))
  if (members['userinfo'] !== undefined && response_type === 'id_token') {
    throw refused('claims asks for userinfo, and this response_type gives no access token for it.')
  }
  return { id_token: requestsOf('id_token', members), userinfo: requestsOf('userinfo', members) }
}

function requestsOf(place: ClaimPlace, members: Members): ReadonlyMap<string, ClaimRequest> {
  const asked = membersOf(place, members[place] ?? {})
  return new Map(Object.entries(asked).map(([name, request]) => [name, claimRequest(request)]))
}

function claimRequest(request: unknown): ClaimRequest {
  const { essential = false, value, values } = membersOf('A claim in claims', request ?? {})
  if (typeof essential !== 'boolean') throw refused('essential in claims must be true or false.')
  if (values !== undefined && !Array.isArray(values)) throw refused('values in claims must be a list.')
  return { essential, values: value === undefined ? values : [value] }
}

function membersOf(what: string, value: unknown): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members
  throw refused(`${what} must be a JSON object.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refused('claims must be a JSON object.')
  }
}

const refused = (description: string): OAuthError =>
  new OAuthError('invalid_request', description, { reason: 'claims-malformed' })
