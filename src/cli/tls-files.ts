/**
 * The certificate and the key that TLS is spoken with, read and tried out before anything listens: what is wrong with them is
 * told by the name of the setting.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Config } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { instantOf, isoInstant, type UnixSeconds } from '../primitives/clock.ts'
import type { Certificate } from './own-certificate.ts'
import { reasonOf } from './system-error.ts'

export type TlsFiles = NonNullable<Config['tls']>

/** @throws {Refusal} faulty */
export function readTlsFiles(files: TlsFiles, now: UnixSeconds): Certificate {
  const [cert, key] = [read('TLS_CERT', files.cert), read('TLS_KEY', files.key)]
  const certificate = parsed(`TLS_CERT is ${files.cert}`, CERT_WANTED, () => new X509Certificate(cert))
  const private_key = parsed(`TLS_KEY is ${files.key}`, KEY_WANTED, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(private_key)) {
    throw new Refusal(
      'faulty',
      `TLS_KEY is ${files.key}, which is not the key of the first certificate in TLS_CERT, ${files.cert}: state the two that were made together.`,
    )
  }
  parsed(`TLS_CERT is ${files.cert}`, 'state another one', () => createSecureContext({ cert, key }))
  checkValidity(files, certificate, now)
  return { cert, key }
}

/** RFC 5280 §4.1.2.5 */
function checkValidity({ cert }: TlsFiles, certificate: X509Certificate, now: UnixSeconds): void {
  const [from, until] = [instantOf(certificate.validFromDate), instantOf(certificate.validToDate)]
  if (now > until) {
    throw new Refusal('faulty', `TLS_CERT is ${cert}, which expired at ${isoInstant(until)}: renew it.`)
  }
  if (now < from) {
    throw new Refusal(
      'faulty',
      `TLS_CERT is ${cert}, which is not good before ${isoInstant(from)}: set the clock of this machine right, or wait.`,
    )
  }
}

const CERT_WANTED = 'state a file in PEM, which begins with -----BEGIN CERTIFICATE-----'
const KEY_WANTED =
  'state a file in PEM without a passphrase, which begins with -----BEGIN PRIVATE KEY----- or the like'

function read(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Refusal(
      'faulty',
      `${setting} is ${file}, which cannot be read (${reasonOf(error)}): state a file that this user may read.`,
    )
  }
}

function parsed<T>(says: string, wanted: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new Refusal('faulty', `${says}, which cannot be used (${reasonOf(error)}): ${wanted}.`)
  }
}
