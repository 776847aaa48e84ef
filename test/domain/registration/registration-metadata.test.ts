import t from 'tap'
import { readRegistration } from '../../../src/domain/registration/registration-metadata.ts'
import { WEB_CLIENT } from '../../helpers/registration.ts'

t.test('RFC 7591 §2: what is left out has the default of the specification', async (t) => {
  t.same(readRegistration('app', WEB_CLIENT), {
    client_type: 'confidential',
    metadata: {
      ...WEB_CLIENT,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      application_type: 'web',
      subject_type: 'public',
      first_party: false,
      id_token_claims: false,
    },
  })
})

t.test('RFC 6749 §2.1: a client without a method is public', async (t) => {
  const { client_type } = readRegistration('app', { ...WEB_CLIENT, token_endpoint_auth_method: 'none' })
  t.equal(client_type, 'public')
})

t.test('RFC 7591 §3.2.2: what is no fault of the client is not told as one', async (t) => {
  t.throws(() => readRegistration('app', { ...WEB_CLIENT, contacts: () => [] }), { name: 'DataCloneError' })
})
