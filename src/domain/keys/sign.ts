/**
 * The one call that signs: tokens of every kind, as compact JWS.
 *
 * Implements: RFC 7515 §5.1, §7.1; RFC 9068 §2.1.
 */
import type { Deps } from '../../deps.ts'
import type { Parsed } from '../../store/parsed-cache.ts'
import type { Tenant } from '../tenants/tenant.ts'
import { currentKey, type SigningKey } from './signing-keys.ts'

export type TokenKind = 'id' | 'access' | 'logout' | 'userinfo' | 'jarm' | 'introspection'

export type SignRequest = Readonly<{
  tenant: Tenant
  parsed: Parsed
  /** undefined: a token that belongs to no client. */
  client_id: string | undefined
  kind: TokenKind
  alg: string
  claims: Readonly<Record<string, unknown>>
}>

export type Sign = (request: SignRequest) => Promise<string>

/** The media type in the header. ID tokens have none (RFC 7519 §5.1); what must not be taken for one has one. */
const TYP: Readonly<Record<TokenKind, string | undefined>> = {
  id: undefined,
  access: 'at+jwt',
  logout: 'logout+jwt',
  userinfo: 'JWT',
  jarm: 'JWT',
  introspection: 'token-introspection+jwt',
}

export function headerMembers(kind: TokenKind, { alg, kid }: Readonly<{ alg: string; kid: string }>) {
  const typ = TYP[kind]
  return { alg, kid, ...(typ === undefined ? {} : { typ }) }
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

export function makeSign(deps: Pick<Deps, 'db' | 'secrets' | 'now'>): Sign {
  const headers = new WeakMap<SigningKey, Map<TokenKind, string>>()
  const headerOf = (key: SigningKey, kind: TokenKind): string => {
    const made = headers.get(key) ?? new Map<TokenKind, string>()
    headers.set(key, made)
    const known = made.get(kind)
    if (known) return known
    const header = encode(headerMembers(kind, key))
    made.set(kind, header)
    return header
  }

  return async ({ tenant, parsed, kind, alg, claims }) => {
    const key = await currentKey(deps, parsed, tenant, alg)
    const signed = `${headerOf(key, kind)}.${encode(claims)}`
    const signature = await (await key.signer())(Buffer.from(signed))
    return `${signed}.${Buffer.from(signature).toString('base64url')}`
  }
}
