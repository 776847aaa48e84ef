/**
 * What checks look at: the settings, and as much of the server as can be opened.
 */
import type { Config } from '../../config.ts'
import type { Tenant } from '../../domain/tenants/tenant.ts'
import type { UnixSeconds } from '../../primitives/clock.ts'
import type { Secrets } from '../../primitives/sealing.ts'
import type { Db } from '../../store/database.ts'
import type { Asked } from './ask.ts'
import type { Finding } from './finding.ts'

export type Seen = Readonly<{
  config: Config
  now: () => UnixSeconds
  /** undefined: what was found of the database says why. */
  db: Db | undefined
  /** undefined: what was found of the secret key says why. */
  secrets: Secrets | undefined
  tenants: readonly Tenant[]
  /** Whether a server answers where the settings have it listen. */
  is_running: boolean
  /** What comes of asking PUBLIC_URL whether it lives. */
  asked: Asked
}>

export type Check = (seen: Seen) => readonly Finding[] | Promise<readonly Finding[]>

/** Of PUBLIC_URL and of every issuer, each once. */
export const hostsOf = ({ config, tenants }: Pick<Seen, 'config' | 'tenants'>): readonly string[] => [
  ...new Set([config.public_url, ...tenants.map(({ issuer }) => issuer)].map((url) => new URL(url).hostname)),
]
