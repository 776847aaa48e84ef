/**
 * Right requests of our own pages: their forms, and what their scripts send.
 */
import { client } from '@serenity-kit/opaque'
import { PASSWORD } from './bare-opaque.ts'
import { ISSUER } from './mutation-stage.ts'
import { formPlaces, headers, json } from './plain-request.ts'
import type { Whole } from './whole-request.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

const PAGE_FIELDS = {
  username: 'ada',
  email: 'ada@example.com',
  name: 'Ada',
  recovery_code: 'ABCD-EFGH',
  code: '123456',
}

/** The form of a page that an application's request waits at. */
const waiting = (
  place: string,
  post: string,
  status: number,
  fields: Record<string, string> = {},
  form = '',
): Whole => ({
  what: `page ${place}${post}`,
  status,
  needs: [],
  make: async (stage) => {
    const { path, cookie, csrf_token, origin } = await stage.page(place, fields, { form })
    const places = formPlaces({ ...PAGE_FIELDS, csrf_token }, { cookie, origin })
    return { method: 'POST', path: `${path}${post}`, places }
  },
})

/** The form of a page of somebody who is signed in. */
const signedIn = (path: string, status: number): Whole => ({
  what: `page ${path}`,
  status,
  needs: [],
  make: async (stage) => {
    const { cookie, csrf_token, origin } = await stage.opened(`${ISSUER}/account`, stage.cookie)
    const fields = { ...PAGE_FIELDS, csrf_token, locale: 'de', phone_number: '+44 20 7946 0000', id: 'x' }
    return { method: 'POST', path: `${ISSUER}/${path}`, places: formPlaces(fields, { cookie, origin }) }
  },
})

const OF_NOBODY = '00000000-0000-4000-8000-000000000000'

const message = (
  path: string,
  status: number,
  place: string,
  members: (interaction: string, body: string) => Record<string, unknown>,
): Whole => ({
  what: path,
  status,
  needs: [],
  make: async (stage) => {
    const page = await stage.page(place, { prompt: 'login' })
    const interaction = page.path.split('/').at(-1) ?? ''
    const places = [
      ...json(members(interaction, page.body)),
      ...headers({ ...JSON_TYPE, cookie: page.cookie, origin: page.origin }),
    ]
    return { method: 'POST', path: `${ISSUER}/passcode/${path}`, places }
  },
})

const PERSON = { name: 'Eve', username: 'eve', email: 'eve@example.com' }
const ticketIn = (body: string) => /data-ticket="([^"]+)"/.exec(body)?.[1] ?? OF_NOBODY

export const PAGES: readonly Whole[] = [
  waiting('sign-in', '', 200),
  waiting('sign-in', '/cancel', 303),
  waiting('send-link', '', 200),
  waiting('send-link', '/code', 400),
  waiting('recover', '/mail', 200, {}, '/mail'),
  waiting('recover', '/code', 400, {}, '/code'),
  waiting('sign-up', '', 200, { prompt: 'create' }),
  waiting('new-browser', '', 200),
  waiting('verify-email', '', 303),
  {
    what: 'page consent',
    status: 303,
    needs: [],
    make: async (stage) => {
      const page = await stage.page('consent', { client_id: 'third', scope: 'openid' }, stage)
      const sub = /name="sub" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      const fields = { csrf_token: page.csrf_token, sub }
      const places = formPlaces(fields, { cookie: page.cookie, origin: page.origin })
      return { method: 'POST', path: page.path, places }
    },
  },
  {
    what: 'page device',
    status: 303,
    needs: [],
    make: async (stage) => {
      const asking = {
        method: 'POST',
        path: `${ISSUER}/device_authorization`,
        places: formPlaces({ client_id: 'tv', scope: 'openid' }),
      }
      const { user_code = '' } = await stage.asked(asking, 'device_code')
      const page = await stage.opened(`${ISSUER}/device?user_code=${user_code}`, stage.cookie)
      const fields = { csrf_token: page.csrf_token, user_code }
      const places = formPlaces(fields, { cookie: page.cookie, origin: page.origin })
      return { method: 'POST', path: `${ISSUER}/device/allow`, places }
    },
  },
  signedIn('account', 303),
  signedIn('account/username', 303),
  signedIn('account/applications/withdraw', 404),
  signedIn('account/browsers/end', 404),
  signedIn('account/codes', 200),
  signedIn('change-email', 200),
  signedIn(`enrol/${OF_NOBODY}/cancel`, 410),
  signedIn(`link/${'A'.repeat(43)}`, 410),
  message('login/start', 200, 'sign-in', (interaction) => ({
    username: 'ada',
    ke1: client.startLogin({ password: PASSWORD }).startLoginRequest,
    interaction,
  })),
  message('login/finish', 400, 'sign-in', () => ({
    challenge: OF_NOBODY,
    ke3: 'A'.repeat(86),
    proof: 'A'.repeat(43),
  })),
  message('register/check', 200, 'sign-up', (_, body) => ({ ticket: ticketIn(body), ...PERSON })),
  message('register/start', 200, 'sign-up', (_, body) => ({
    ticket: ticketIn(body),
    request: client.startRegistration({ password: PASSWORD }).registrationRequest,
    ...PERSON,
  })),
  message('register/finish', 400, 'sign-up', (_, body) => ({
    ticket: ticketIn(body),
    record: 'A'.repeat(256),
    method: 'pin',
  })),
  message('upgrade/start', 410, 'sign-in', () => ({ ticket: OF_NOBODY, request: 'A'.repeat(43) })),
]
