/**
 * The plans of the OpenID Foundation's conformance suite that a provider is certified by, each with the configuration that the
 * suite takes for it.
 */
import { discoveryUrl } from '../domain/discovery/discovery-url.ts'

/** A suite, and the name under which it keeps its addresses for this server. */
export type Suite = Readonly<{
  /** Host and port, as in its address. */
  host: string
  alias: string
}>

export type StaticClient = Readonly<{ client_id: string; client_secret: string }>

/** By what they are for. */
export type StaticClients = Readonly<
  Record<'client' | 'client2' | 'client_secret_post' | 'backchannel' | 'frontchannel', StaticClient>
>

/** As the suite's API and its runner take it: `planName`, `variant`, and the configuration as the body. */
export type Plan = Readonly<{
  plan: string
  variant: Readonly<Record<string, string>>
  configuration: Readonly<Record<string, unknown>>
}>

type Target = Readonly<{ issuer: string; username: string; clients: StaticClients }>

/** Of those with a choice of the registration, each of both. */
const CORE = [
  'oidcc-basic',
  'oidcc-formpost-basic',
  'oidcc-implicit',
  'oidcc-formpost-implicit',
  'oidcc-hybrid',
  'oidcc-formpost-hybrid',
]

const LOGOUT = {
  'oidcc-rp-initiated-logout': 'client',
  'oidcc-session-management': 'client',
  // The suite fails a module to which something comes that it did not ask for.
  'oidcc-backchannel-rp-initiated-logout': 'backchannel',
  'oidcc-frontchannel-rp-initiated-logout': 'frontchannel',
} as const

const RESPONSE_TYPE = { response_type: 'code id_token' }
const DISCOVERY = { server_metadata: 'discovery' }
const STATIC = { client_registration: 'static_client' }
const DYNAMIC = { client_registration: 'dynamic_client' }

export function plansFor(suite: Suite, { issuer, username, clients }: Target): readonly Plan[] {
  const common = {
    alias: suite.alias,
    description: 'Vignette',
    server: { discoveryUrl: discoveryUrl(issuer), login_hint: username },
  }
  const dynamic = {
    ...common,
    client: { client_name: 'Suite' },
    client2: { client_name: 'Suite, second client' },
  }
  const { client, client2, client_secret_post } = clients
  const stated = { ...common, client, client2, client_secret_post }
  return [
    ...CORE.flatMap((name) => [
      planOf(name, { ...DISCOVERY, ...STATIC }, stated),
      planOf(name, { ...DISCOVERY, ...DYNAMIC }, dynamic),
    ]),
    planOf('oidcc-config', {}, common),
    planOf('oidcc-dynamic', RESPONSE_TYPE, dynamic),
    planOf('oidcc-3rdparty-init-login', RESPONSE_TYPE, dynamic),
    ...Object.entries(LOGOUT).flatMap(([name, role]) => [
      planOf(name, { ...RESPONSE_TYPE, ...STATIC }, { ...common, client: clients[role] }),
      planOf(name, { ...RESPONSE_TYPE, ...DYNAMIC }, dynamic),
    ]),
  ]
}

const planOf = (name: string, variant: Plan['variant'], configuration: Plan['configuration']): Plan => ({
  plan: `${name}-certification-test-plan`,
  variant,
  configuration,
})
