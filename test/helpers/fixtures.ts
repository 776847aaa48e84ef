/**
 * A whole server for one test: a fresh database file copied from one migrated template, a clock that stands still,
 * chance that counts up.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, FastifyListenOptions, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { Config } from '../../src/config.ts'
import type { Deps, TenantDeps } from '../../src/deps.ts'
import { makeSign } from '../../src/domain/keys/sign.ts'
import { NOBODY } from '../../src/domain/languages.ts'
import type { MailMessage } from '../../src/domain/mail/mail.ts'
import type { Notice } from '../../src/domain/notice.ts'
import { ruleOf } from '../../src/domain/rules/rules.ts'
import { findTenant } from '../../src/domain/tenants/tenant.ts'
import { makeGuardedFetch } from '../../src/outgoing/guarded-fetch.ts'
import { makeMail } from '../../src/outgoing/make-mail.ts'
import { makeUpstream } from '../../src/outgoing/upstream-provider.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import type { Random } from '../../src/primitives/random.ts'
import { type Db, openDatabase } from '../../src/store/database.ts'
import { makeParsedCache } from '../../src/store/parsed-cache.ts'
import { insertTenant } from '../../src/store/tenants.ts'
import { migratedFile } from './migrated.ts'
import { testSecrets } from './secrets.ts'
import { CATALOGUES } from './words.ts'

export type Clock = { seconds: number }

/** What begins and ends with it: a test, or a script of ours. */
export type Lasting = Pick<Test, 'teardown'>

/** What tests do with the application. */
export type TestApp = Readonly<{
  inject: (options: InjectOptions | string) => Promise<LightMyRequestResponse>
  /** @returns where it listens */
  listen: (options: FastifyListenOptions) => Promise<string>
  close: () => Promise<void>
}>

export type TestServer = Readonly<{
  app: TestApp
  deps: Deps
  db: Db
  config: Config
  clock: Clock
  /** Every notice so far, the newest last. */
  notices: Notice[]
  /** Every mail that `deliverMails` sent so far, the newest last. */
  mails: MailMessage[]
  issuer: string
  /** The deps of a request in a tenant that `startServer` or the test made. */
  tenant: (id?: string) => Promise<TenantDeps>
}>

const VIEWS = new URL('../../views/', import.meta.url)

export const START = 1_800_000_000
export const PUBLIC_URL = 'http://localhost:3000'

/** Cheap enough for tests: the least that the browser's side accepts. */
const CHEAP_POLICY = { ksf_m: 19_456, ksf_t: 2 }

/** Two tenants, `default` and `other`, so that each test can try a thing of one at the other. */
export async function startServer(t: Lasting, settings: Partial<Config> = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-test-'))
  const database_url = await migratedFile(join(folder, 'vignette.db'))
  const db = await openDatabase(database_url)
  const config = testConfig({ database_url, data_dir: folder, ...settings })
  const server = await serverOn(db, config)
  t.teardown(async () => {
    await server.app.close()
    await db.close()
    rmSync(folder, { recursive: true })
  })
  return server
}

export function testConfig(settings: Partial<Config> = {}): Config {
  return {
    public_url: PUBLIC_URL,
    host: 'localhost',
    port: 0,
    database_url: 'sqlite::memory:',
    data_dir: '.',
    secret_key: Buffer.alloc(32, 7),
    secret_key_previous: undefined,
    trust_proxy: false,
    tls: undefined,
    smtp_url: 'smtp://localhost:25',
    mail_from: 'login@northlight.example',
    allow_private_fetch: [],
    metrics: undefined,
    log_level: 'silent',
    ...settings,
  }
}

/** A server on a database that is migrated already; the caller closes both. */
export async function serverOn(db: Db, config: Config): Promise<TestServer> {
  const clock = { seconds: START }
  const notices: Notice[] = []
  const mails: MailMessage[] = []
  const random = countingRandom()
  const now = () => clock.seconds
  const secrets = testSecrets(Buffer.alloc(32, 7), random)
  const cache = makeParsedCache(db)
  const fetch = makeGuardedFetch(config.allow_private_fetch)
  const deps: Deps = {
    config,
    db,
    now,
    random,
    secrets,
    cache,
    sign: makeSign({ db, secrets, now }),
    mail: makeMail(VIEWS, config.smtp_url === undefined ? undefined : async (mail) => void mails.push(mail)),
    fetch,
    upstream: makeUpstream(fetch, now),
    languages: { catalogues: CATALOGUES, reader: NOBODY },
    notice: (notice) => {
      notices.push(notice)
      if (notice.error === undefined || ruleOf(notice.rule)) return
      throw new Error(`a refusal states ${notice.rule}, which is no rule`)
    },
  }
  for (const id of ['default', 'other']) {
    await db.run(insertTenant, {
      id,
      uuid: sha256(id).subarray(0, 16),
      name: id === 'default' ? 'Northlight' : 'Other',
      type: 'regular',
      policy: JSON.stringify(CHEAP_POLICY),
      created_at: START,
      updated_at: START,
    })
  }
  return {
    app: appWhenAsked(deps),
    deps,
    db,
    config,
    clock,
    notices,
    mails,
    issuer: `${config.public_url}/api/oidc/default`,
    tenant: async (id = 'default') => {
      const parsed = await cache.current()
      const tenant = await findTenant(deps, parsed, id)
      if (!tenant) throw new Error(`no tenant ${id}`)
      return { ...deps, parsed, tenant, requester: undefined }
    },
  }
}

/** Most tests of the domain send no request, so they need not wait for all that answers one. */
function appWhenAsked(deps: Deps): TestApp {
  let made: Promise<FastifyInstance> | undefined
  const make = async () => (await import('../../src/app.ts')).buildApp(deps)
  const app = () => (made ??= make())
  return {
    inject: async (options) => (await app()).inject(options),
    listen: async (options) => (await app()).listen(options),
    close: async () => (await made)?.close(),
  }
}

/** Different at each draw, the same in each run. */
export function countingRandom(): Random {
  let count = 0
  return (purpose, length) => {
    count += 1
    const block = sha256(`${purpose}/${count}`)
    return Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, () => block)).subarray(0, length)
  }
}
