import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { makeCertificate } from '../../src/cli/own-certificate.ts'
import { countingRandom } from '../helpers/fixtures.ts'

const NAMES = ['login.example.org', 'localhost', '127.0.0.1', '::1', 'fd00:a::b:1'] as const

t.test('RFC 5280 §4.1: a certificate for names and addresses, in form and time', async (t) => {
  const { cert, key } = makeCertificate(
    NAMES,
    { from: 1_800_000_000, until: 1_802_592_000 },
    countingRandom(),
  )
  const read = new X509Certificate(cert)
  t.equal(read.subject, 'CN=login.example.org')
  t.equal(read.issuer, read.subject)
  t.match(
    read.subjectAltName,
    'DNS:login.example.org, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  )
  t.equal(read.checkHost('login.example.org'), 'login.example.org')
  for (const address of ['127.0.0.1', '::1', 'fd00:a::b:1']) t.equal(read.checkIP(address), address)
  t.equal(read.checkHost('example.org'), undefined)
  t.same([read.validFromDate, read.validToDate], [new Date(1_800_000_000_000), new Date(1_802_592_000_000)])
  t.same(read.keyUsage, ['1.3.6.1.5.5.7.3.1'], 'a server shows it')
  t.ok(read.ca)
  t.ok(read.verify(read.publicKey))
  t.equal(read.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
  t.match(read.serialNumber, /^01[0-9A-F]{30}$/)
  t.match(key, /^-----BEGIN PRIVATE KEY-----\n/)
})
