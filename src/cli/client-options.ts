/**
 * The options that state what is registered of a client.
 */
import { readFileSync } from 'node:fs'
import type { Stated } from '../domain/stated-settings.ts'
import { UsageError, type Values } from './command.ts'
import { given, parseSettings } from './setting-options.ts'
import { reasonOf } from './system-error.ts'

export const STATED = {
  name: { type: 'string', value: 'NAME', says: 'what people see when they sign in' },
  'redirect-uri': {
    type: 'string',
    value: 'URL',
    multiple: true,
    says: 'where people are sent back to, compared byte for byte',
  },
  'post-logout-redirect-uri': {
    type: 'string',
    value: 'URL',
    multiple: true,
    says: 'where people may be sent after signing out',
  },
  alg: { type: 'string', value: 'ALG', says: 'signs its ID tokens; left out: as its tenant does' },
  grant: {
    type: 'string',
    value: 'GRANT',
    multiple: true,
    says: 'authorization_code and refresh_token, both where left out; client_credentials for itself; implicit for tokens from the front channel; urn:ietf:params:oauth:grant-type:device_code and urn:ietf:params:oauth:grant-type:token-exchange',
  },
  'response-type': {
    type: 'string',
    value: 'TYPE',
    multiple: true,
    says: 'code where left out; id_token, id_token token, code id_token, code token, code id_token token',
  },
  'auth-method': {
    type: 'string',
    value: 'METHOD',
    says: 'client_secret_basic or client_secret_post (either where left out), client_secret_jwt, private_key_jwt; none for a public client',
  },
  jwks: {
    type: 'string',
    value: 'FILE|URL',
    says: 'its own public keys as a JWK set: a file, read now, or the address where they are fetched',
  },
  'first-party': {
    type: 'boolean',
    says: "the operator's own application: people are not asked for consent",
  },
  set: {
    type: 'string',
    value: 'KEY=JSON',
    multiple: true,
    says: 'other client metadata, by its registered name, or a setting of ours; null: its default',
  },
} as const

export function statedMetadata(values: Values<typeof STATED>): Stated {
  return {
    ...parseSettings('set', values.set),
    ...given({
      client_name: values.name,
      redirect_uris: unlessEmpty(values['redirect-uri']),
      post_logout_redirect_uris: unlessEmpty(values['post-logout-redirect-uri']),
      id_token_signed_response_alg: values.alg,
      grant_types: unlessEmpty(values.grant),
      response_types: unlessEmpty(values['response-type']),
      token_endpoint_auth_method: values['auth-method'],
      first_party: values['first-party'] || undefined,
    }),
    ...statedKeys(values.jwks),
  }
}

/** The one takes the place of the other. */
function statedKeys(place: string | undefined): Stated {
  if (place === undefined) return {}
  if (/^https?:/.test(place)) return { jwks: null, jwks_uri: place }
  try {
    return { jwks: JSON.parse(readFileSync(place, 'utf8')), jwks_uri: null }
  } catch (error) {
    throw new UsageError(`--jwks ${JSON.stringify(place)} is no file of JSON: ${reasonOf(error)}`)
  }
}

const unlessEmpty = (list: readonly string[]): readonly string[] | undefined =>
  list.length === 0 ? undefined : list
