import t from 'tap'
import { ClientMetadata } from '../../../src/domain/clients/client-metadata.ts'
import { logoutUriFaults, wantsLogout } from '../../../src/domain/clients/logout-uri-rule.ts'
import { readSettings } from '../../../src/domain/settings.ts'

const metadata = (stated: Record<string, unknown>) =>
  readSettings(ClientMetadata, { redirect_uris: ['https://rp.example/cb', 'com.rp.app:/cb'], ...stated })

t.test(
  'Back-Channel Logout §2.2: an address of the web, in the clear for confidential clients alone',
  async (t) => {
    const faults = (uri: string, type: 'confidential' | 'public' = 'confidential') =>
      logoutUriFaults(metadata({ backchannel_logout_uri: uri }), type)
    t.same(faults('https://elsewhere.example/out?x=1'), [])
    t.same(faults('http://localhost:4000/out'), [])
    t.same(faults('https://rp.example/out', 'public'), [])
    t.match(faults('http://localhost:4000/out', 'public'), [/must begin with https:.*confidential/])
    for (const wrong of [
      'http://rp.example/out',
      'https://rp.example/out#x',
      'com.rp.app:/out',
      '/out',
      'nonsense',
    ]) {
      t.match(faults(wrong), [/^backchannel_logout_uri: /], wrong)
    }
  },
)

t.test('Front-Channel Logout §2: an address at the origin of a redirect_uri', async (t) => {
  const faults = (uri: string) => logoutUriFaults(metadata({ frontchannel_logout_uri: uri }), 'confidential')
  t.same(faults('https://rp.example/out?x=1'), [])
  for (const other of ['https://other.example/out', 'https://rp.example:8443/out', 'http://localhost/out']) {
    t.match(faults(other), [/is the origin of none of redirect_uris/], other)
  }
  for (const wrong of ['http://rp.example/out', 'https://rp.example/out#x', 'com.rp.app:/out', 'nonsense']) {
    t.match(faults(wrong), [/^frontchannel_logout_uri: "/], wrong)
  }
})

t.test('Back-Channel Logout §2.2: a client with neither address does not want to hear of it', async (t) => {
  t.same(logoutUriFaults(metadata({}), 'public'), [])
  t.equal(wantsLogout({ metadata: metadata({}) }), false)
  t.equal(wantsLogout({ metadata: metadata({ backchannel_logout_uri: 'https://rp.example/out' }) }), true)
  t.equal(wantsLogout({ metadata: metadata({ frontchannel_logout_uri: 'https://rp.example/out' }) }), true)
})
