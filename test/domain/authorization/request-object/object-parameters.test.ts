import t from 'tap'
import {
  parametersOf,
  signedParameters,
} from '../../../../src/domain/authorization/request-object/object-parameters.ts'
import { clientOf } from '../../../../src/domain/clients/client.ts'
import { clientRow } from '../../../helpers/store-rows.ts'

const client = (metadata: object = {}) => clientOf(clientRow({ metadata: JSON.stringify(metadata) }))

/** The claims of its example in §4, and the request that they are. */
t.test('RFC 9101 §4: the example', async (t) => {
  const claims = {
    iss: 's6BhdRkqt3',
    aud: 'https://server.example.com',
    response_type: 'code id_token',
    client_id: 's6BhdRkqt3',
    redirect_uri: 'https://client.example.org/cb',
    scope: 'openid',
    state: 'af0ifjsldkj',
    nonce: 'n-0S6_WzA2Mj',
    max_age: 86400,
  }
  t.same(signedParameters(client(), { client_id: 's6BhdRkqt3' }, claims), {
    response_type: 'code id_token',
    client_id: 's6BhdRkqt3',
    redirect_uri: 'https://client.example.org/cb',
    scope: 'openid',
    state: 'af0ifjsldkj',
    nonce: 'n-0S6_WzA2Mj',
    max_age: '86400',
  })
})

t.test('Core §6.1: claims are an object, numbers are numbers', async (t) => {
  const claims = { userinfo: { given_name: { essential: true } } }
  t.same(parametersOf({ claims, max_age: 0, resource: ['https://a', 'https://b'], flag: true, list: [1] }), {
    claims: JSON.stringify(claims),
    max_age: '0',
    resource: ['https://a', 'https://b'],
    flag: 'true',
    list: '[1]',
  })
})

t.test('RFC 6749 §3.1: what is empty was not sent', async (t) => {
  t.same(parametersOf({ state: '', nonce: null, jti: 'x', sub: 'x' }), {})
})

t.test('RFC 9101 §6.3: where parameters beside the object count', async (t) => {
  const claims = { client_id: 'rp', state: 'inside' }
  const beside = { client_id: 'rp', request: 'x', request_uri: 'y', scope: 'openid email', nonce: 'n' }
  const merged = { client_id: 'rp', scope: 'openid email', nonce: 'n', state: 'inside' }
  t.same(signedParameters(client(), beside, claims), merged)
  t.same(signedParameters(client({ require_signed_request_object: true }), beside, claims), claims)
  t.same(signedParameters(client(), { ...beside, scope: 'email' }, claims), claims)
  t.same(signedParameters(client(), { ...beside, scope: ['openid', 'openid'] }, claims), claims)
})
