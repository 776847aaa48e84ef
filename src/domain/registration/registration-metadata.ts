/**
 * What a client states of itself as it registers: what is known of it, with the defaults of the specifications, checked.
 *
 * Implements: RFC 7591 §2, §2.1, §2.3, §3.2.2; OpenID Connect Registration 1.0 §2, §2.1, §3.1, §3.3.
 */
import type { ClientType } from '../../store/schema.ts'
import { draftClient } from '../clients/client-draft.ts'
import { isRegisteredName } from '../clients/client-metadata.ts'
import { OAuthError } from '../oauth-error.ts'
import { Refusal } from '../refusal.ts'
import { SCOPES_SUPPORTED } from '../scope.ts'
import type { Stated } from '../stated-settings.ts'
import { describable } from './describable.ts'
import { checkRedirects } from './registration-redirects.ts'

export type RegistrationDraft = Readonly<{ client_type: ClientType; metadata: Stated }>

const DEFAULTS = {
  grant_types: ['authorization_code'],
  token_endpoint_auth_method: 'client_secret_basic',
  application_type: 'web',
  subject_type: 'public',
}

/** What no client decides for itself. Certification wants the claims of scopes at userinfo alone. */
const DECIDED_HERE = { first_party: false, id_token_claims: false }

/** Members that are not known are ignored, and one that is null is left out (RFC 7591 §2, RFC 7592 §2.2). */
export function readRegistration(client_id: string, body: Stated): RegistrationDraft {
  refuseSoftwareStatement(body)
  const known = Object.entries(body).filter(([name, value]) => value !== null && isRegisteredName(name))
  const stated = { ...DEFAULTS, ...Object.fromEntries(known) }
  const metadata = {
    response_types: byCode(stated) ? ['code'] : [],
    ...stated,
    ...servedScope(stated),
    ...DECIDED_HERE,
  }
  checkRedirects(metadata)
  checkLoginInitiation(metadata)
  const client_type = metadata.token_endpoint_auth_method === 'none' ? 'public' : 'confidential'
  return drafted(client_id, client_type, metadata)
}

const byCode = ({ grant_types }: Stated): boolean =>
  Array.isArray(grant_types) && grant_types.includes('authorization_code')

/** Words that are not served here are left out, as they are of a request. */
function servedScope({ scope }: Stated): Stated {
  if (typeof scope !== 'string') return {}
  const words = SCOPES_SUPPORTED.filter((word) => scope.split(' ').includes(word))
  return { scope: words.length === 0 ? null : words.join(' ') }
}

/** Core §4: https, whatever an administrator may state for a machine of his own. */
function checkLoginInitiation({ initiate_login_uri: uri }: Stated): void {
  if (uri === undefined || (typeof uri === 'string' && uri.startsWith('https://'))) return
  throw new OAuthError('invalid_client_metadata', 'initiate_login_uri must begin with https://.', {
    reason: 'initiate-login-uri-refused',
    sent: String(uri),
  })
}

function drafted(client_id: string, client_type: ClientType, metadata: Stated): RegistrationDraft {
  try {
    return draftClient({ client_id, client_type, metadata }, undefined)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new OAuthError('invalid_client_metadata', describable(error.faults.join('. ')), {
      reason: 'client-metadata-refused',
      sent: error.faults.join('; '),
    })
  }
}

/** RFC 7591 §2.3: nobody is trusted here to vouch for a client by one, and ignoring it would register something else. */
function refuseSoftwareStatement({ software_statement: statement }: Stated): void {
  if (statement === undefined || statement === null) return
  const parts = typeof statement === 'string' ? statement.split('.') : []
  if (parts.length === 3 && parts.slice(0, 2).every(isObject)) {
    throw new OAuthError('unapproved_software_statement', 'No software statement is approved here.', {
      reason: 'software-statement-unapproved',
    })
  }
  throw new OAuthError('invalid_software_statement', 'software_statement is not a signed JWT.', {
    reason: 'software-statement-malformed',
  })
}

function isObject(part: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
