/**
 * A certificate that signs itself, for a server on a machine that nobody gave one: good for its names, and for a few weeks.
 * Node reads certificates and makes none.
 *
 * Implements: ITU-T X.690 §8.1, §8.3, §8.6, §8.7, §8.9, §8.19; RFC 5280 §4.1, §4.1.2.5, §4.2.1.6, §4.2.1.9, §4.2.1.12;
 * RFC 5758 §3.2.
 */
import { generateKeyPairSync, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { isoInstant, type UnixSeconds } from '../primitives/clock.ts'
import type { Random } from '../primitives/random.ts'

/** Both in PEM. */
export type Certificate = Readonly<{ key: string; cert: string }>

export type Validity = Readonly<{ from: UnixSeconds; until: UnixSeconds }>

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'))

/** @param names of hosts, and addresses; by the first one it is called */
export function makeCertificate(
  names: readonly [string, ...string[]],
  { from, until }: Validity,
  random: Random,
): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(names[0])))))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    // A positive number, whatever chance says.
    der(0x02, Buffer.of(1), random('certificate-serial', 15)),
    ECDSA_WITH_SHA256,
    subject,
    sequence(utcTime(from), utcTime(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensionsFor(names))),
  )
  const whole = sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
  }
}

/** Which names it is for; that it may be trusted by itself; that a server shows it. */
const extensionsFor = (names: readonly string[]): readonly Buffer[] => [
  extension('551d11', sequence(...names.map(generalName))),
  extension('551d13', sequence(der(0x01, Buffer.of(0xff)))),
  extension('551d25', sequence(oid('2b06010505070301'))),
]

const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value))

const generalName = (name: string): Buffer =>
  isIP(name) === 0 ? der(0x82, Buffer.from(name)) : der(0x87, addressBytes(name))

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [before = [], after = []] = address.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

/** Up to the year 2049. */
const utcTime = (instant: UnixSeconds): Buffer =>
  der(
    0x17,
    Buffer.from(
      `${isoInstant(instant)
        .slice(2)
        .replaceAll(/[-:TZ]/g, '')}Z`,
    ),
  )

/** Tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const whole = Buffer.concat(content)
  const size = whole.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.of(tag, ...length), whole])
}

function sequence(...content: Buffer[]): Buffer {
  return der(0x30, ...content)
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

const bitString = (bytes: Buffer): Buffer => der(0x03, Buffer.of(0), bytes)
