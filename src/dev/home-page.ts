/**
 * The first page of dev mode: where to point an application, how to add one's own, and what is here.
 *
 * Implements: OpenID Connect Discovery 1.0 §4.
 */
import type { FastifyReply } from 'fastify'
import type { Deps } from '../deps.ts'
import type { Frame } from '../http/pages.ts'
import { pageHeaders } from '../http/security-headers.ts'
import type { DemoOptions } from './demo.ts'
import type { TenantOverview } from './overview.ts'

import { type PersonToBe, personToBe } from './sample-person.ts'

export type HomePage = Readonly<{
  frame: Frame
  demo_url: string
  issuer: string
  discovery_path: string
  keys_path: string
  client_id: string
  redirect_uri: string
  commands: readonly Command[]
  /** The commands would look elsewhere by themselves. */
  has_own_data: boolean
  here: readonly Readonly<{ title: string; names: string; person: PersonToBe | undefined }>[]
  mails: string
  mails_url: string
  person: PersonToBe | undefined
}>

export type Command = Readonly<{ title: string; text: string }>

const DEFAULT_DATABASE = 'sqlite:data/vignette.db'
const MOST_NAMES = 12
/** As long as the longest one that a tenant may ask for. */
const SOME_PIN = '730264918357'

export function sendHomePage(
  reply: FastifyReply,
  frame: Frame,
  { config }: Pick<Deps, 'config'>,
  { demo, person }: DemoOptions,
  tenants: readonly TenantOverview[],
): FastifyReply {
  const person_to_be = personToBe(person)
  const page: HomePage = {
    frame,
    demo_url: `${config.public_url}/demo`,
    issuer: demo.issuer,
    discovery_path: '/.well-known/openid-configuration',
    keys_path: '/.well-known/jwks',
    client_id: demo.client_id,
    redirect_uri: `${config.public_url}/demo/callback`,
    commands: tenants.filter(({ tenant }) => tenant.issuer === demo.issuer).flatMap(commandsFor),
    has_own_data: config.database_url !== DEFAULT_DATABASE,
    here: rowsOf(tenants, demo.issuer, person_to_be),
    mails: mailsIn(tenants),
    mails_url: '/dev/mail',
    person: person_to_be,
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

const commandText = (verb: string, lines: readonly string[]): string =>
  [`npm run -s vignette -- ${verb}`, ...lines].join(' \\\n  ')

/** Names of other tenants than the demo's say whose they are. */
function rowsOf(tenants: readonly TenantOverview[], issuer: string, person: PersonToBe | undefined) {
  const namesOf = (kind: 'client_ids' | 'usernames') =>
    tenants.flatMap(({ tenant, [kind]: names }) =>
      tenant.issuer === issuer ? names : names.map((name) => `${name} (${tenant.id})`),
    )
  return [
    { title: 'Tenants', names: listed(tenants.map(({ tenant }) => tenant.id)), person: undefined },
    { title: 'Clients', names: listed(namesOf('client_ids')), person: undefined },
    { title: 'Users', names: listed(namesOf('usernames')), person },
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
