/**
 * Right requests that applications send themselves: for tokens and with them.
 */
import {
  AUTHORIZATION,
  BEARER_ASSERTION,
  CODE_VERIFIER,
  DEVICE_GRANT,
  EXCHANGE_GRANT,
  ISSUER,
  RESOURCE,
  type Stage,
} from './mutation-stage.ts'
import { formPlaces, headers } from './plain-request.ts'
import { REDIRECT_URI } from './sides.ts'
import type { Whole } from './whole-request.ts'

const NEEDS_SECRET = ['authorization', 'grant_type']

const posted = (
  what: string,
  path: string,
  status: number,
  needs: readonly string[],
  fields: (stage: Stage) => Promise<readonly [Record<string, string>, Record<string, string>?]>,
): Whole => ({
  what,
  status,
  needs,
  make: async (stage) => ({
    method: 'POST',
    path: `${ISSUER}/${path}`,
    places: formPlaces(...(await fields(stage))),
  }),
})

const asserted = async (stage: Stage) => ({
  client_id: 'signer',
  client_assertion_type: BEARER_ASSERTION,
  client_assertion: await stage.assertion({ sub: 'signer' }),
})

const ASSERTION_NEEDS = ['client_assertion', 'client_assertion_type']

const redemption = async (stage: Stage) => ({
  grant_type: 'authorization_code',
  code: await stage.code(),
  redirect_uri: REDIRECT_URI,
  code_verifier: CODE_VERIFIER,
})

const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'

export const BACK_CHANNEL: readonly Whole[] = [
  posted('par', 'par', 201, ['authorization', 'redirect_uri', 'response_type'], async (stage) => {
    const { prompt: _, ...rest } = AUTHORIZATION
    return [rest, stage.basic()]
  }),
  posted(
    'token, code',
    'token',
    200,
    [...NEEDS_SECRET, 'code', 'redirect_uri', 'code_verifier'],
    async (stage) => [await redemption(stage), stage.basic()],
  ),
  posted(
    'token, code, secret in the form',
    'token',
    200,
    ['client_id', 'client_secret', 'code', 'code_verifier'],
    async (stage) => [{ ...(await redemption(stage)), client_id: 'web', client_secret: stage.client_secret }],
  ),
  posted('token, refresh', 'token', 200, [...NEEDS_SECRET, 'refresh_token'], async (stage) => {
    const { refresh_token = '' } = await stage.tokens()
    return [{ grant_type: 'refresh_token', refresh_token, scope: 'openid' }, stage.basic()]
  }),
  posted('token, client credentials', 'token', 200, NEEDS_SECRET, async (stage) => [
    { grant_type: 'client_credentials', resource: RESOURCE },
    stage.basic(),
  ]),
  posted('token, assertion', 'token', 200, ['grant_type', ...ASSERTION_NEEDS], async (stage) => [
    { grant_type: 'client_credentials', ...(await asserted(stage)) },
  ]),
  posted(
    'token, exchange',
    'token',
    200,
    [...NEEDS_SECRET, 'subject_token', 'subject_token_type'],
    async (stage) => {
      const { access_token: subject_token = '' } = await stage.tokens()
      const types = { subject_token_type: ACCESS_TOKEN_TYPE, requested_token_type: ACCESS_TOKEN_TYPE }
      return [{ grant_type: EXCHANGE_GRANT, subject_token, scope: 'openid', ...types }, stage.basic()]
    },
  ),
  posted('token, device', 'token', 400, ['never'], async (stage) => {
    const device = {
      method: 'POST',
      path: `${ISSUER}/device_authorization`,
      places: formPlaces({ client_id: 'tv', scope: 'openid' }),
    }
    const { device_code = '' } = await stage.asked(device, 'device_code')
    return [{ grant_type: DEVICE_GRANT, device_code, client_id: 'tv' }]
  }),
  posted('device authorization', 'device_authorization', 200, ['client_id'], async () => [
    { client_id: 'tv', scope: 'openid' },
  ]),
  posted('introspection', 'introspect', 200, ['authorization', 'token'], async (stage) => {
    const { access_token: token = '' } = await stage.tokens()
    return [{ token, token_type_hint: 'access_token' }, stage.basic()]
  }),
  posted('revocation', 'revoke', 200, [], async (stage) => {
    const { refresh_token: token = '' } = await stage.tokens()
    return [{ token, token_type_hint: 'refresh_token' }, stage.basic()]
  }),
  {
    what: 'userinfo',
    status: 200,
    needs: ['authorization'],
    make: async (stage) => {
      const { access_token } = await stage.tokens()
      return {
        method: 'GET',
        path: `${ISSUER}/userinfo`,
        places: headers({ authorization: `Bearer ${access_token}` }),
      }
    },
  },
  posted('userinfo, by a form', 'userinfo', 200, ['access_token'], async (stage) => {
    const { access_token = '' } = await stage.tokens()
    return [{ access_token }]
  }),
]
