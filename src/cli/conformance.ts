/**
 * What `vignette dev --conformance` has for a conformance suite: a tenant in which clients may register, the clients that are
 * registered beforehand, a person with every claim, and the key that signs. What is there already stays.
 */
import { join } from 'node:path'
import type { Deps, TenantDeps } from '../deps.ts'
import { findClient } from '../domain/clients/client.ts'
import { registerClient, renewClientSecret, updateClient } from '../domain/clients/client-registration.ts'
import { signingSecretOf } from '../domain/clients/client-secret.ts'
import { RESPONSE_TYPES } from '../domain/clients/response-type.ts'
import { currentKey } from '../domain/keys/signing-keys.ts'
import { createTenant, inTenant, listTenants } from '../domain/tenants/tenant-administration.ts'
import { UsageError } from './command.ts'
import {
  type Plan,
  plansFor,
  type StaticClient,
  type StaticClients,
  type Suite,
} from './conformance-plans.ts'
import { makeAda, PIN, USERNAME } from './sample.ts'

const CONFORMANCE_TENANT = 'conformance'

/** Where a suite that runs on the same machine is, as its own documents start it. */
const LOCAL_SUITE = 'localhost.emobix.co.uk:8443'

/** The one that signs where a client says nothing. */
const FIRST_ALGORITHM = 'RS256'

export type ConformanceTarget = Readonly<{
  suite: Suite
  issuer: string
  /** undefined: she cannot sign in any more. */
  person: Readonly<{ username: string; pin: string; picture_file: string }> | undefined
  plans: readonly Plan[]
}>

/** @throws {UsageError} */
export function parseSuite(host = LOCAL_SUITE, alias = 'vignette'): Suite {
  const url = URL.parse(`https://${host}`)
  if (!url || url.href !== `https://${url.host}/` || host.endsWith('/')) {
    throw new UsageError(
      `--suite-host ${host}: a host is needed, with its port where that is not 443: ${LOCAL_SUITE}`,
    )
  }
  if (!/^[\w-]{1,60}$/.test(alias)) {
    throw new UsageError(`--alias ${alias}: 1 to 60 letters, digits, - and _ are needed, such as vignette`)
  }
  return { host: url.host, alias }
}

/** As the guarded client knows it. */
export const hostnameOf = ({ host }: Suite): string =>
  new URL(`https://${host}`).hostname.replace(/^\[|\]$/g, '')

export async function makeConformanceTarget(deps: Deps, suite: Suite): Promise<ConformanceTarget> {
  if (!(await listTenants(deps)).some(({ id }) => id === CONFORMANCE_TENANT)) {
    await createTenant(deps, {
      id: CONFORMANCE_TENANT,
      name: 'Conformance',
      type: 'regular',
      policy: {
        client_registration: 'open',
        // Each module registers a client of its own, all from one address.
        client_registrations_a_day: 1_000_000,
        self_registration: false,
        send_link: false,
        id_token_signed_response_alg: FIRST_ALGORITHM,
      },
    })
  }
  const inside = await inTenant(deps, CONFORMANCE_TENANT)
  await currentKey(inside, inside.parsed, inside.tenant, FIRST_ALGORITHM)
  const clients = await makeStaticClients(inside, suite)
  const picture_file = join(deps.config.data_dir, 'conformance.png')
  const ada = await makeAda(inside, picture_file)
  const { issuer } = inside.tenant
  return {
    suite,
    issuer,
    person: ada && { username: USERNAME, pin: PIN, picture_file },
    plans: plansFor(suite, { issuer, username: USERNAME, clients }),
  }
}

async function makeStaticClients(deps: TenantDeps, { host, alias }: Suite): Promise<StaticClients> {
  const base = `https://${host}/test/a/${alias}`
  const make = (client_id: string, metadata: Readonly<Record<string, unknown>>) =>
    makeStaticClient(deps, client_id, {
      client_name: `Conformance suite, ${client_id}`,
      redirect_uris: [`${base}/callback`],
      post_logout_redirect_uris: [`${base}/post_logout_redirect`],
      grant_types: ['authorization_code', 'implicit', 'refresh_token'],
      response_types: RESPONSE_TYPES,
      token_endpoint_auth_method: 'client_secret_basic',
      // Certification wants the claims of scopes at userinfo alone.
      id_token_claims: false,
      ...metadata,
    })
  return {
    client: await make('client', {}),
    client2: await make('client2', {}),
    client_secret_post: await make('client_secret_post', {
      token_endpoint_auth_method: 'client_secret_post',
    }),
    backchannel: await make('client_backchannel', {
      backchannel_logout_uri: `${base}/backchannel_logout`,
      backchannel_logout_session_required: true,
    }),
    frontchannel: await make('client_frontchannel', {
      frontchannel_logout_uri: `${base}/frontchannel_logout`,
      frontchannel_logout_session_required: true,
    }),
  }
}

/** The secret of a client that signs with it is known here again, whatever the client is registered for afterwards. */
const SIGNING = { token_endpoint_auth_method: 'client_secret_jwt' }

async function makeStaticClient(
  deps: TenantDeps,
  client_id: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<StaticClient> {
  const existing = await findClient(deps, client_id)
  if (!existing) {
    const signing = { ...metadata, ...SIGNING }
    await registerClient(deps, { client_id, client_type: 'confidential', metadata: signing })
  } else if (signingSecretOf(deps, existing) === undefined) {
    await updateClient(deps, { client_id, client_type: undefined, metadata: SIGNING })
    await renewClientSecret(deps, client_id)
  }
  const client = await updateClient(deps, { client_id, client_type: undefined, metadata })
  return { client_id, client_secret: String(signingSecretOf(deps, client)) }
}
