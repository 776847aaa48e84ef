import t from 'tap'
import { webOriginFault } from '../../../src/domain/clients/web-origin-rule.ts'

t.test('RFC 6454 §6.2: a web origin is a scheme, a host and a port, and nothing after them', async (t) => {
  for (const origin of ['https://app.example', 'https://app.example:8443', 'http://localhost:5173']) {
    t.equal(webOriginFault(origin), undefined, origin)
  }
  const wrong = [
    'https://app.example/',
    'https://app.example/path',
    'https://APP.example',
    'https://app.example:443',
    'http://app.example',
    'ftp://localhost',
    'com.example.app:/',
    'app.example',
    'null',
    '*',
    '',
  ]
  for (const text of wrong) t.match(webOriginFault(text), /is no web origin, such as/, text)
})
