import t from 'tap'
import { makeIsAllowed } from '../../src/outgoing/allowed-hosts.ts'

t.test(
  'RFC 7591 §5: what is private may be fetched from by its name, its address or a range of it alone',
  async (t) => {
    const isAllowed = makeIsAllowed(['Apps.Internal', '10.1.0.0/16', '192.0.2.7', 'fd00::/8'])
    for (const [hostname, address] of [
      ['apps.internal', '127.0.0.1'],
      ['somewhere.example', '10.1.255.255'],
      ['somewhere.example', '192.0.2.7'],
      ['somewhere.example', 'fd12::1'],
    ] as const) {
      t.ok(isAllowed(hostname, address), `${hostname} ${address}`)
    }
    for (const [hostname, address] of [
      ['more.apps.internal', '127.0.0.1'],
      ['somewhere.example', '10.2.0.1'],
      ['somewhere.example', '192.0.2.8'],
      ['somewhere.example', 'fe80::1'],
    ] as const) {
      t.notOk(isAllowed(hostname, address), `${hostname} ${address}`)
    }
  },
)
