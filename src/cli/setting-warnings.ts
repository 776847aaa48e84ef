/**
 * Settings that a server starts with, and that could be safer.
 *
 * Implements: RFC 3207 §6.
 */
import { isIP } from 'node:net'
import { type Config, isLoopback } from '../config.ts'

/** What is usable, and better otherwise. */
export function warningsOf({ database_url, host, public_url, smtp_url, tls }: Config): readonly string[] {
  const warnings: string[] = []
  if (isPlainDatabase(URL.parse(database_url))) {
    warnings.push(
      'DATABASE_URL leads to another machine without TLS, so that whoever is on the way reads and writes what is in it: end it with ?sslmode=verify-full',
    )
  }
  if (smtp_url !== undefined && isPlainMail(new URL(smtp_url))) {
    warnings.push(
      'SMTP_URL does without TLS where the mail server offers none, or somebody on the way hides that it does: begin it with smtps://, or end it with ?requireTLS=true',
    )
  }
  if (public_url.startsWith('https:') && tls === undefined && !isLoopback(`http://${bracketed(host)}`)) {
    warnings.push(
      `HOST is ${host}, without TLS: whoever reaches that port goes round the proxy. Set HOST=127.0.0.1 where the proxy is on this machine, or let nobody else reach it`,
    )
  }
  return warnings
}

const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/** A name that is no host, as of a socket, is on this machine. */
const isPlainDatabase = (url: URL | null): boolean =>
  url !== null &&
  /^postgres(ql)?:$/.test(url.protocol) &&
  url.hostname !== '' &&
  !isLoopback(`http://${url.host}`) &&
  !/^(require|verify-ca|verify-full)$/.test(url.searchParams.get('sslmode') ?? '')

const isPlainMail = ({ protocol, host, searchParams }: URL): boolean =>
  protocol === 'smtp:' &&
  !isLoopback(`http://${host}`) &&
  searchParams.get('requireTLS') !== 'true' &&
  searchParams.get('secure') !== 'true'
