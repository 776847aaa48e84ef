import t from 'tap'
import { clientNetwork } from '../../../src/domain/authentication/client-address.ts'

t.test('RFC 4291 §2.2: clients count as one by address or network', async (t) => {
  const networks = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.7': '192.0.2.7',
    '::FFFF:192.0.2.7': '192.0.2.7',
    '2001:db8:0:1:2:3:4:5': '2001:db8:0:1::/64',
    '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff': '2001:db8:0:1::/64',
    '2001:db8::1': '2001:db8:0:0::/64',
    '2001:db8:0:1::': '2001:db8:0:1::/64',
    '::1': '0:0:0:0::/64',
    '::': '0:0:0:0::/64',
    '1::4:5:6:7:8': '1:0:0:4::/64',
    'fe80::1%eth0': 'fe80:0:0:0::/64',
    '64:ff9b:1:2:3:4:192.0.2.7': '64:ff9b:1:2::/64',
  }
  for (const [address, network] of Object.entries(networks)) t.equal(clientNetwork(address), network, address)
})

t.test('RFC 4291 §2.2: what a proxy sends that is no address is still one pool', async (t) => {
  for (const text of ['', 'unknown', '1:2:3:4:5:6:7:8:9:10']) t.type(clientNetwork(text), 'string')
})
