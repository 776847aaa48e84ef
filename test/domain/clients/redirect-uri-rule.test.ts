import t from 'tap'
import { redirectUriFault } from '../../../src/domain/clients/redirect-uri-rule.ts'

const both = ['public', 'confidential'] as const

t.test('RFC 6749 §3.1.2: an absolute address without a fragment', async (t) => {
  for (const type of both) {
    t.equal(redirectUriFault('https://shop.example.org/cb?a=b', type), undefined)
    for (const uri of [
      '',
      '/cb',
      'shop.example.org/cb',
      'https://',
      'https://a.example/ b',
      'https://a.example/ä',
    ]) {
      t.match(redirectUriFault(uri, type), 'not an absolute address', uri)
    }
    for (const uri of ['https://a.example/cb#', 'https://a.example/#x'])
      t.match(redirectUriFault(uri, type), 'fragment')
  }
})

t.test('RFC 9700 §4.1.3: a star matches nothing, and no name or password travels along', async (t) => {
  t.match(redirectUriFault('https://*.example.org/cb', 'public'), 'byte for byte')
  t.match(redirectUriFault('https://ada@a.example/cb', 'public'), 'name or password')
  t.match(redirectUriFault('https://:secret@a.example/cb', 'public'), 'name or password')
})

t.test('RFC 8252 §7.3: plain http is for loopback hosts', async (t) => {
  const loopback = [
    'http://localhost:8080/cb',
    'http://127.0.0.1/cb',
    'http://127.1.2.3:1/cb',
    'http://[::1]:8080/cb',
  ]
  for (const uri of loopback) t.equal(redirectUriFault(uri, 'confidential'), undefined, uri)
  for (const uri of [
    'http://a.example/cb',
    'http://localhost.a.example/cb',
    'http://10.0.0.1/cb',
    'http://127.0.0.1.a.example/',
  ]) {
    t.match(redirectUriFault(uri, 'confidential'), 'https', uri)
  }
})

t.test(
  'RFC 8252 §7.1, §8.4: a private-use scheme has a dot, and is for applications on a device',
  async (t) => {
    t.equal(redirectUriFault('com.example.app:/cb', 'public'), undefined)
    t.match(redirectUriFault('com.example.app:/cb', 'confidential'), 'public')
    const scripts = [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'blob:https://a.example/1',
      'app:/cb',
    ]
    for (const uri of scripts) t.match(redirectUriFault(uri, 'public'), 'https', uri)
  },
)
