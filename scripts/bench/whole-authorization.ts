/**
 * Right requests that a browser brings from an application: authorization in every way, and signing out.
 */
import { AUTHORIZATION, ISSUER } from './mutation-stage.ts'
import { formPlaces, headers, query } from './plain-request.ts'
import { REDIRECT_URI } from './sides.ts'
import type { Whole } from './whole-request.ts'

const OBJECT = { response_type: 'code', redirect_uri: REDIRECT_URI, scope: 'openid', state: 'inside' }

/** Empty, they are as if they were not sent; spoiled, they name what is not there. */
const NOWHERE = { organization: '', connection: '', 'ext-integration-id': '' }

export const AUTHORIZATIONS: readonly Whole[] = [
  {
    what: 'authorize, signed in',
    status: 303,
    // Another client of the same address is answered there too: its code is of use to that one alone.
    needs: ['cookie', 'redirect_uri'],
    make: async ({ cookie }) => {
      const { prompt: _, ...rest } = AUTHORIZATION
      const places = [
        ...query({ ...rest, ...NOWHERE, response_mode: 'query', claims: '{"userinfo":{"name":null}}' }),
        ...headers({ cookie }),
      ]
      return { method: 'GET', path: `${ISSUER}/authorize`, places }
    },
  },
  {
    what: 'authorize, tokens at once',
    status: 303,
    needs: ['cookie', 'client_id', 'redirect_uri'],
    make: async ({ cookie }) => {
      const fields = {
        client_id: 'page',
        redirect_uri: REDIRECT_URI,
        scope: 'openid',
        nonce: 'n',
        state: 's',
      }
      const places = [
        ...query({ ...fields, response_type: 'id_token token', acr_values: 'x' }),
        ...headers({ cookie }),
      ]
      return { method: 'GET', path: `${ISSUER}/authorize`, places }
    },
  },
  {
    what: 'authorize, by a form',
    status: 303,
    needs: ['cookie', 'client_id', 'redirect_uri'],
    make: async () => ({
      method: 'POST',
      path: `${ISSUER}/authorize`,
      places: formPlaces({ ...AUTHORIZATION, ui_locales: 'de', max_age: '5', display: 'page' }),
    }),
  },
  {
    what: 'authorize, signed',
    status: 303,
    needs: ['cookie', 'client_id', 'request'],
    make: async (stage) => {
      const request = await stage.assertion({ client_id: 'signer', ...OBJECT }, 'oauth-authz-req+jwt')
      const fields = { client_id: 'signer', request, response_type: 'code', scope: 'openid' }
      return {
        method: 'GET',
        path: `${ISSUER}/authorize`,
        places: [...query(fields), ...headers({ cookie: stage.cookie })],
      }
    },
  },
  {
    what: 'authorize, pushed',
    status: 303,
    needs: ['cookie', 'client_id', 'request_uri'],
    make: async (stage) => {
      const { prompt: _, ...rest } = AUTHORIZATION
      const pushed = { method: 'POST', path: `${ISSUER}/par`, places: formPlaces(rest, stage.basic()) }
      const { request_uri = '' } = await stage.asked(pushed, 'request_uri')
      const places = [...query({ client_id: 'web', request_uri }), ...headers({ cookie: stage.cookie })]
      return { method: 'GET', path: `${ISSUER}/authorize`, places }
    },
  },
  {
    what: 'logout',
    status: 303,
    needs: [],
    make: async (stage) => {
      const { id_token: id_token_hint = '' } = await stage.tokens()
      const fields = { id_token_hint, client_id: 'web', post_logout_redirect_uri: REDIRECT_URI, state: 's' }
      return { method: 'GET', path: `${ISSUER}/logout`, places: query(fields) }
    },
  },
]
