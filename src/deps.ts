/**
 * What flows are handed: everything they may reach, and nothing they could reach around.
 */
import type { Config } from './config.ts'
import type { Sign } from './domain/keys/sign.ts'
import type { Languages } from './domain/languages.ts'
import type { Requester } from './domain/mail/letter.ts'
import type { Notice } from './domain/notice.ts'
import type { Tenant } from './domain/tenants/tenant.ts'
import type { GuardedFetch } from './outgoing/guarded-fetch.ts'
import type { Mail } from './outgoing/mail.ts'
import type { Upstream } from './outgoing/upstream-provider.ts'
import type { UnixSeconds } from './primitives/clock.ts'
import type { Random } from './primitives/random.ts'
import type { Secrets } from './primitives/sealing.ts'
import type { Db } from './store/database.ts'
import type { Parsed, ParsedCache } from './store/parsed-cache.ts'

export type Deps = Readonly<{
  config: Config
  db: Db
  now: () => UnixSeconds
  random: Random
  secrets: Secrets
  cache: ParsedCache
  sign: Sign
  mail: Mail
  /** What somebody outside named is fetched by this alone. */
  fetch: GuardedFetch
  /** The providers of somebody else where people may sign in. */
  upstream: Upstream
  /** What is said to people, and to whom a request speaks. */
  languages: Languages
  /** Told of every refusal and step; production logs them. */
  notice: (notice: Notice) => void
}>

/** The deps of one request in one tenant. */
export type TenantDeps = Deps &
  Readonly<{
    tenant: Tenant
    parsed: Parsed
    /** Whose browser asks; undefined: none, such as at the command line. */
    requester: Requester | undefined
  }>
