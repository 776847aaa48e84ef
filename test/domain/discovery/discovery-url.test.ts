/**
 * Addresses of discovery documents.
 */
import t from 'tap'
import { discoveryUrl } from '../../../src/domain/discovery/discovery-url.ts'

t.test('OpenID Connect Discovery 1.0 §4: a slash at the end of the issuer is not doubled', async (t) => {
  const url = 'https://login.example/acme/.well-known/openid-configuration'
  t.equal(discoveryUrl('https://login.example/acme'), url)
  t.equal(discoveryUrl('https://login.example/acme/'), url)
  t.equal(
    discoveryUrl('https://login.acme.example/'),
    'https://login.acme.example/.well-known/openid-configuration',
  )
})
