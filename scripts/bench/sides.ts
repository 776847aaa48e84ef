/**
 * The two sides: what they are measured with (the same clients, person and scope), and how a server of each is started.
 */
import type { ChildProcess } from 'node:child_process'
import type { Target } from './load.ts'

export const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const
export const FORMATS = ['opaque', 'jwt'] as const

export type Alg = (typeof ALGORITHMS)[number]
export type Format = (typeof FORMATS)[number]

export const REDIRECT_URI = 'https://rp.example/callback'
export const SCOPE = 'openid profile email'
export const PERSON = {
  name: 'Ada Lovelace',
  preferred_username: 'ada',
  email: 'ada@example.com',
  email_verified: true,
}

export const clientId = (alg: Alg, format: Format): string => `rp-${alg.toLowerCase()}-${format}`

export type Side = Readonly<{
  name: string
  server: ChildProcess
  target: (alg: Alg, format: Format) => Target
}>

/** What the load does is the same on both sides. */
export function targetOf(
  alg: Alg,
  access_token_format: Format,
  own: Pick<Target, 'port' | 'paths' | 'parameters' | 'cookie' | 'client_secret'>,
): Target {
  return {
    ...own,
    client_id: clientId(alg, access_token_format),
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    alg,
    access_token_format,
    // node-oidc-provider's JWTs are for other resources: its userinfo refuses them.
    asks_userinfo: access_token_format === 'opaque',
  }
}
