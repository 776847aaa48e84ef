/**
 * Our side: `vignette serve` as production runs it, on a SQLite file in which the clients, keys, person, consents and the
 * session are there already.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { mailBySmtp } from '../../src/cli/process-mail.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Deps, TenantDeps } from '../../src/deps.ts'
import { startSession } from '../../src/domain/authentication/session.ts'
import { browserState } from '../../src/domain/authentication/session-state.ts'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { openSecrets } from '../../src/domain/keys/root-key.ts'
import { currentKey } from '../../src/domain/keys/signing-keys.ts'
import { makeDeps } from '../../src/domain/make-deps.ts'
import { createTenant, inTenant } from '../../src/domain/tenants/tenant-administration.ts'
import { createUser } from '../../src/domain/users/user-administration.ts'
import { cookieName } from '../../src/http/cookies.ts'
import { makeGuardedFetch } from '../../src/outgoing/guarded-fetch.ts'
import { makeUpstream } from '../../src/outgoing/upstream-provider.ts'
import { readCatalogues } from '../../src/primitives/catalogues.ts'
import { systemClock } from '../../src/primitives/clock.ts'
import { systemRandom } from '../../src/primitives/random.ts'
import { makeSealing } from '../../src/primitives/sealing.ts'
import { upsertConsent } from '../../src/store/consents.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { freePort, SERVER_CORE, startNode, stop, untilAnswers } from './processes.ts'
import {
  ALGORITHMS,
  type Alg,
  clientId,
  FORMATS,
  type Format,
  PERSON,
  REDIRECT_URI,
  SCOPE,
  type Side,
  targetOf,
} from './sides.ts'

const WORDS = new URL('../../views/words/', import.meta.url)
const MAIN = join(import.meta.dirname, '../../src/main.ts')
export const TENANT = 'default'
const ISSUER = `/api/oidc/${TENANT}`
export const OUR_DISCOVERY = `${ISSUER}/.well-known/openid-configuration`

const { email, email_verified, preferred_username, ...claims } = PERSON

export type Prepared = Readonly<{
  config: Config
  env: NodeJS.ProcessEnv
  args: readonly string[]
  /** Of a browser in which the person is signed in. */
  cookie: string
  /** By client_id. */
  secrets: ReadonlyMap<string, string>
}>

/** @param more what else is to be there before the start */
export async function prepareOurs(
  folder: string,
  more: (deps: Deps) => Promise<void> = async () => {},
  settings: NodeJS.ProcessEnv = {},
): Promise<Prepared> {
  const port = await freePort()
  const secret_key = systemRandom('secret-key', 32)
  const env = {
    PATH: process.env['PATH'],
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
    VIGNETTE_SECRET_KEY: secret_key.toString('base64url'),
    // As scripts/run.mjs, which hands it on.
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    ...settings,
  }
  const config = readConfig(env, 'serve')
  const db = await openDatabase(config.database_url)
  try {
    await migrate(db, systemClock())
    const catalogues = readCatalogues(WORDS)
    const sealing = makeSealing(() => ({ current: secret_key, previous: undefined }), systemRandom)
    const seams = { config, db, now: systemClock, random: systemRandom, notice: () => {}, catalogues }
    const mail = mailBySmtp(config)
    const fetch = makeGuardedFetch([])
    const upstream = makeUpstream(fetch, systemClock)
    const deps = makeDeps({ ...seams, mail, fetch, upstream, secrets: await openSecrets(seams, sealing) })
    await createTenant(deps, { id: TENANT, name: 'Northlight', type: undefined, policy: {} })
    const scoped = await inTenant(deps, TENANT)
    const secrets = await registerClients(scoped)
    for (const alg of ALGORITHMS) await currentKey(deps, scoped.parsed, scoped.tenant, alg)
    const cookie = await signIn(scoped)
    await more(deps)
    return { config, env, args: [MAIN, 'serve'], cookie, secrets }
  } finally {
    await db.close()
  }
}

export async function startServer({ config, env, args }: Prepared): Promise<ChildProcess> {
  const server = startNode(SERVER_CORE, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    await untilAnswers(server, config.port, OUR_DISCOVERY)
    return server
  } catch (error) {
    await stop(server)
    throw error
  }
}

export async function startOurs(folder: string): Promise<Side> {
  const prepared = await prepareOurs(folder)
  const { config, cookie, secrets } = prepared
  const { port } = config
  const server = await startServer(prepared)
  const paths = {
    authorize: `${ISSUER}/authorize`,
    token: `${ISSUER}/token`,
    userinfo: `${ISSUER}/userinfo`,
  }
  return {
    name: 'Vignette',
    server,
    target: (alg, format) =>
      targetOf(alg, format, {
        port,
        cookie,
        paths,
        parameters: {},
        client_secret: secrets.get(clientId(alg, format)) ?? '',
      }),
  }
}

async function registerClients(deps: TenantDeps): Promise<Map<string, string>> {
  const secrets = new Map<string, string>()
  for (const alg of ALGORITHMS) {
    for (const format of FORMATS) {
      const { client, client_secret = '' } = await registerClient(deps, {
        client_id: clientId(alg, format),
        client_type: 'confidential',
        metadata: metadataOf(alg, format),
      })
      secrets.set(client.client_id, client_secret)
    }
  }
  return secrets
}

/** As the other side has it: no refresh tokens, and the claims of the scopes at userinfo alone. */
const metadataOf = (alg: Alg, format: Format) => ({
  client_name: 'Harbour Notes',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code'],
  token_endpoint_auth_method: 'client_secret_basic',
  id_token_signed_response_alg: alg,
  access_token_format: format,
  id_token_claims: false,
})

/** @returns the cookies of a browser in which the person has signed in and agreed to every client */
async function signIn(deps: TenantDeps): Promise<string> {
  const { db, tenant, now, random } = deps
  const username = preferred_username
  const stated = { username, email, email_verified, claims, status: undefined }
  const { id: user_id } = await createUser(deps, stated, undefined)
  const { cookie, session } = await db.transaction(async (tx) => {
    for (const alg of ALGORITHMS) {
      for (const format of FORMATS) {
        const client_id = clientId(alg, format)
        await tx.run(upsertConsent, {
          claims: '',
          resources: '',
          tenant_id: tenant.id,
          user_id,
          client_id,
          scope: SCOPE,
          given_at: now(),
        })
      }
    }
    return startSession(
      deps,
      tx,
      { user_id, amr: ['pwd', 'pin'], acr: 'urn:vignette:acr:passcode' },
      undefined,
    )
  })
  const browser = random('browser', 32).toString('base64url')
  const kept = [
    ['session', cookie],
    ['state', browserState(deps, session.id)],
    ['browser', browser],
  ] as const
  return kept.map(([purpose, value]) => `${cookieName(deps, purpose)}=${value}`).join('; ')
}
