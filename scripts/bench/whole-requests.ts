/**
 * Right requests to every endpoint.
 */
import { ISSUER } from './mutation-stage.ts'
import { headers, query } from './plain-request.ts'
import { AUTHORIZATIONS } from './whole-authorization.ts'
import { BACK_CHANNEL } from './whole-back-channel.ts'
import { PAGES } from './whole-pages.ts'
import { REGISTRATION } from './whole-registration.ts'
import type { Whole } from './whole-request.ts'

const OPEN_DOCUMENTS = [
  '.well-known/openid-configuration',
  '.well-known/jwks.json',
  'check_session',
  'style/any.css',
  'logo/x',
]
const ANY = { tenant_id: 'default' }

const get = (what: string, path: string, status: number, fields: Record<string, string> = ANY): Whole => ({
  what,
  status,
  needs: [],
  make: async () => ({
    method: 'GET',
    path,
    places: [...query(fields), ...headers({ accept: '*/*' })],
  }),
})
export const WHOLE: readonly Whole[] = [
  get('root', '/', 404),
  ...OPEN_DOCUMENTS.map((path) => get(path, `${ISSUER}/${path}`, path === 'logo/x' ? 404 : 200)),
  get('launch', `${ISSUER}/launch/web`, 303),
  get('resource metadata', `/.well-known/oauth-protected-resource${ISSUER}/userinfo`, 200),
  get('device page', `${ISSUER}/device`, 200),
  get('stay signed in', `${ISSUER}/logout/stay`, 200),
  get('sign out by another name', `${ISSUER}/v2/logout`, 200, { client_id: 'web' }),
  get('back from a provider', `${ISSUER}/connections/callback/elsewhere`, 400, {
    code: 'c',
    state: 's',
    iss: 'i',
  }),
  get('how a request came', '/healthz/request', 404, { proof: 'p' }),
  get('another language', `${ISSUER}/language/de`, 303),
  get('metadata', `/.well-known/oauth-authorization-server${ISSUER}`, 200),
  ...AUTHORIZATIONS,
  ...BACK_CHANNEL,
  ...REGISTRATION,
  ...PAGES,
]
