/**
 * The first page of dev mode: where to point an application and how, what is here, and what happened last.
 *
 * Implements: OpenID Connect Discovery 1.0 §4.
 */
import type { FastifyReply } from 'fastify'
import type { Deps } from '../deps.ts'
import type { MailMessage } from '../domain/mail/mail.ts'
import type { Frame } from '../http/pages.ts'
import { pageHeaders } from '../http/security-headers.ts'
import { commandText } from './command-text.ts'
import type { DemoOptions } from './demo.ts'
import type { LastRequest } from './last-requests.ts'
import type { TenantOverview } from './overview.ts'
import { type PersonToBe, personToBe } from './sample-person.ts'
import { type FoundClient, type ShownClient, showClient } from './shown-client.ts'
import { type ToldTime, tellTime } from './told-time.ts'

export type HomePage = Readonly<{
  frame: Frame
  demo_url: string
  issuer: string
  discovery_path: string
  keys_path: string
  /** undefined: there is no client yet. */
  client: ShownClient | undefined
  clients: readonly Readonly<{ name: string; url: string; is_shown: boolean }>[]
  commands: readonly Command[]
  /** The commands would look elsewhere by themselves. */
  has_own_data: boolean
  here: readonly HereRow[]
  mails: string
  newest_mails: readonly Readonly<{ subject: string; to: string; url: string }>[]
  mails_url: string
  person: PersonToBe | undefined
  requests: readonly TimedRequest[]
  older_requests: readonly TimedRequest[]
}>

export type Command = Readonly<{ title: string; text: string }>

type HereRow = Readonly<{
  title: string
  names: string
  issuers: readonly string[]
  person: PersonToBe | undefined
}>

type TimedRequest = LastRequest & Readonly<{ told: ToldTime }>

/** What is here, and what the page shows of it. */
export type Here = Readonly<{
  tenants: readonly TenantOverview[]
  shown: FoundClient | undefined
  mails: readonly MailMessage[]
  requests: readonly LastRequest[]
}>

const DEFAULT_DATABASE = 'sqlite:data/vignette.db'
const MOST_NAMES = 12
const SOME_REQUESTS = 10
/** As long as the longest one that a tenant may ask for. */
const SOME_PIN = '730264918357'

export function sendHomePage(
  reply: FastifyReply,
  frame: Frame,
  deps: Pick<Deps, 'config' | 'languages' | 'mail' | 'now'>,
  { demo, person }: DemoOptions,
  { tenants, shown, mails, requests }: Here,
): FastifyReply {
  const { config } = deps
  const person_to_be = personToBe(person)
  const issuer = shown?.tenant.issuer ?? demo.issuer
  const timed = requests.map((request) => ({ ...request, told: tellTime(request.at, deps.now()) }))
  const page: HomePage = {
    frame,
    demo_url: `${config.public_url}/demo`,
    issuer,
    discovery_path: '/.well-known/openid-configuration',
    keys_path: '/.well-known/jwks',
    client: shown && showClient(deps, shown),
    clients: clientLinks(tenants, demo.issuer, shown),
    commands: tenants.filter(({ tenant }) => tenant.issuer === issuer).flatMap(commandsFor),
    has_own_data: config.database_url !== DEFAULT_DATABASE,
    here: rowsOf(tenants, demo.issuer, person_to_be),
    mails: mailsIn(tenants),
    newest_mails: mails.map(({ id, subject, to }) => ({ subject, to, url: `/dev/mail/${id}/html` })),
    mails_url: '/dev/mail',
    person: person_to_be,
    requests: timed.slice(0, SOME_REQUESTS),
    older_requests: timed.slice(SOME_REQUESTS),
  }
  return reply.headers(pageHeaders(undefined)).view('dev/home', page)
}

/** Ready to copy, and they work as they are but for the address and the picture. */
function commandsFor({ tenant }: TenantOverview): readonly Command[] {
  return [
    {
      title: 'A client for your application',
      text: commandText('client create', [
        `--tenant ${tenant.id} --type confidential`,
        '--redirect-uri http://localhost:8000/auth/callback',
      ]),
    },
    {
      title: 'A person with a picture from your disk',
      text: commandText('user create', [
        `--tenant ${tenant.id} --username grace`,
        `--picture photo.jpg --pin ${SOME_PIN.slice(0, tenant.policy.pin_length)}`,
      ]),
    },
  ]
}

/** Names of other tenants than the demo's say whose they are. */
const nameIn = ({ id, issuer }: TenantOverview['tenant'], demo_issuer: string, name: string): string =>
  issuer === demo_issuer ? name : `${name} (${id})`

function clientLinks(
  tenants: readonly TenantOverview[],
  demo_issuer: string,
  shown: FoundClient | undefined,
): HomePage['clients'] {
  const links = tenants.flatMap(({ tenant, clients }) =>
    clients.map(({ client_id }) => ({
      name: nameIn(tenant, demo_issuer, client_id),
      url: `/?${new URLSearchParams({ tenant: tenant.id, client: client_id })}#connect`,
      is_shown: tenant.id === shown?.tenant.id && client_id === shown.client.client_id,
    })),
  )
  return links.filter(({ is_shown }, index) => is_shown || index < MOST_NAMES)
}

function rowsOf(
  tenants: readonly TenantOverview[],
  issuer: string,
  person: PersonToBe | undefined,
): readonly HereRow[] {
  const client_ids = tenants.flatMap(({ tenant, clients }) =>
    clients.map(({ client_id }) => nameIn(tenant, issuer, client_id)),
  )
  const usernames = tenants.flatMap(({ tenant, usernames }) =>
    usernames.map((username) => nameIn(tenant, issuer, username)),
  )
  const issuers = tenants.slice(0, MOST_NAMES).map(({ tenant }) => tenant.issuer)
  return [
    { title: 'Tenants', names: listed(tenants.map(({ tenant }) => tenant.id)), issuers, person: undefined },
    { title: 'Clients', names: listed(client_ids), issuers: [], person: undefined },
    { title: 'Users', names: listed(usernames), issuers: [], person },
  ]
}

function mailsIn(tenants: readonly TenantOverview[]): string {
  const count = tenants.reduce((sum, { mail_count }) => sum + mail_count, 0)
  return count === 0 ? 'none yet' : String(count)
}

export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none yet'
  const shown = names.slice(0, MOST_NAMES).join(', ')
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown
}
