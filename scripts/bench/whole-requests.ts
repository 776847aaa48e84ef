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
const get = (what: string, path: string, status: number): Whole => ({
  what,
  status,
  needs: [],
  make: async () => ({
    method: 'GET',
    path,
    places: [...query({ tenant_id: 'default' }), ...headers({ accept: '*/*' })],
  }),
})
export const WHOLE: readonly Whole[] = [
  get('root', '/', 404),
  ...OPEN_DOCUMENTS.map((path) => get(path, `${ISSUER}/${path}`, path === 'logo/x' ? 404 : 200)),
  get('launch', `${ISSUER}/launch/web`, 303),
  get('resource metadata', `/.well-known/oauth-protected-resource${ISSUER}/userinfo`, 200),
  get('device page', `${ISSUER}/device`, 200),
  get('another language', `${ISSUER}/language/de`, 303),
  get('metadata', `/.well-known/oauth-authorization-server${ISSUER}`, 200),
  ...AUTHORIZATIONS,
  ...BACK_CHANNEL,
  ...REGISTRATION,
  ...PAGES,
]
