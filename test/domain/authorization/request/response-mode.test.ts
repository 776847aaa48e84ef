import t from 'tap'
import {
  checkResponseMode,
  responseModeOf,
} from '../../../../src/domain/authorization/request/response-mode.ts'
import { clientOf } from '../../../../src/domain/clients/client.ts'
import { RESPONSE_TYPES } from '../../../../src/domain/clients/response-type.ts'
import { clientRow } from '../../../helpers/store-rows.ts'

const URI = 'https://rp.example/callback'

const clientWith = (metadata: object = {}) => clientOf(clientRow({ metadata: JSON.stringify(metadata) }))

const modeOf = (parameters: Record<string, string | readonly string[]>, metadata?: object) =>
  responseModeOf(parameters, clientWith(metadata), URI)

t.test('Multiple Response Types §3, §5: without the parameter only a code goes by query', async (t) => {
  for (const response_type of RESPONSE_TYPES) {
    t.equal(modeOf({ response_type }), response_type === 'code' ? 'query' : 'fragment', response_type)
  }
  t.equal(modeOf({ response_type: 'token' }), 'fragment', 'though it is not served')
  t.equal(modeOf({ response_type: 'none' }), 'query')
})

t.test('Multiple Response Types §3: what may not go by query goes by fragment, an error too', async (t) => {
  t.equal(modeOf({ response_type: 'code', response_mode: 'query' }), 'query')
  t.equal(modeOf({ response_type: 'code', response_mode: 'fragment' }), 'fragment')
  t.equal(modeOf({ response_type: 'id_token', response_mode: 'query' }), 'fragment')
  t.equal(modeOf({ response_type: 'id_token', response_mode: 'smoke' }), 'fragment')
  t.equal(modeOf({ response_type: 'code', response_mode: 'smoke' }), 'query')
  t.equal(modeOf({ response_type: 'code', response_mode: ['query', 'fragment'] }), 'query')
  t.equal(modeOf({ response_mode: 'form_post' }), 'form_post')
})

t.test(
  'Core §3.2.2.6: a response type that cannot be read gives way to one that is registered',
  async (t) => {
    const hybrid = { response_types: ['code id_token'] }
    t.equal(modeOf({}, hybrid), 'fragment')
    t.equal(modeOf({}), 'query')
    t.equal(modeOf({}, { response_types: [] }), 'query')
    t.equal(
      modeOf({ response_type: ['code', 'code'] }, hybrid),
      'fragment',
      'what is sent twice says nothing',
    )
  },
)

t.test('Web Message Response Mode §2: to a registered web origin alone', async (t) => {
  const asked = { response_type: 'code', response_mode: 'web_message' }
  t.equal(modeOf(asked, { web_origins: ['https://rp.example'] }), 'web_message')
  for (const web_origins of [[], ['https://app.rp.example'], ['https://rp.example:8443']]) {
    t.equal(modeOf(asked, { web_origins }), 'query')
    t.throws(() => checkResponseMode(asked, 'code', clientWith({ web_origins }), URI), {
      code: 'invalid_request',
      reason: 'web-origin-unregistered',
    })
  }
  const app = clientWith({ web_origins: ['https://rp.example'] })
  t.equal(responseModeOf(asked, app, 'com.example.app:/cb'), 'query', 'an application has no web origin')
})
