/**
 * The environment, read once into a frozen record; every fault is reported at once, each with its variable and an example.
 */
import { isIP } from 'node:net'

export type Config = Readonly<{
  /** Where browsers and applications reach this server: an origin, without a slash at its end. */
  public_url: string
  host: string
  port: number
  database_url: string
  data_dir: string
  /** 32 bytes; undefined: kept in a file in the data directory. */
  secret_key: Buffer | undefined
  /** The one before, which still opens what it sealed; undefined: kept in a file likewise, or there is none. */
  secret_key_previous: Buffer | undefined
  /** Which addresses may say in X-Forwarded-* whom they speak for; `true`, in dev mode alone: all. */
  trust_proxy: boolean | string
  /** Files that TLS is spoken with; undefined: it is left to what stands before this server. */
  tls: Readonly<{ cert: string; key: string }> | undefined
  /** undefined: there is no mail. */
  smtp_url: string | undefined
  /** The address that mails come from. */
  mail_from: string
  /** Host names, addresses and ranges that may be fetched from though they are private. */
  allow_private_fetch: readonly string[]
  /** Where Prometheus reads, and nobody else's machine unless it is stated; undefined: nowhere. */
  metrics: Readonly<{ host: string; port: number }> | undefined
  log_level: string
}>

/**
 * `dev` has defaults for everything; `serve` for nothing that a stranger would have to guess. `conformance` is `dev` over TLS,
 * with a certificate of its own where none is stated.
 */
export type Mode = 'dev' | 'serve' | 'conformance'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The settings are not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Seen from where the process was started. */
export const DEFAULT_DATA_DIR = 'data'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

type Variable = Readonly<{ isGood: (text: string) => boolean; says: string }>

const isPort = (text: string): boolean => /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535

const isSecretKey = (text: string): boolean => /^[A-Za-z0-9_-]{43}=?$/.test(text)

const VARIABLES = {
  PUBLIC_URL: {
    isGood: (text) => /^https?:\/\/[^/?#@\s]+$/.test(text) && URL.canParse(text),
    says: 'the origin under which browsers reach this server, without a path, for example https://login.example.org',
  },
  HOST: { isGood: () => true, says: 'the address to listen on, for example 127.0.0.1' },
  PORT: {
    isGood: isPort,
    says: 'a port from 0 to 65535, for example 3000',
  },
  DATABASE_URL: {
    isGood: (text) => /^(sqlite:.+|postgres(ql)?:\/\/.+)$/.test(text),
    says: 'sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE, for example sqlite:data/vignette.db',
  },
  DATA_DIR: { isGood: () => true, says: 'a folder this server may write to, for example data' },
  VIGNETTE_SECRET_KEY: {
    isGood: isSecretKey,
    says: '32 bytes in base64url, for example the output of: openssl rand -base64 32 | tr +/ -_ | tr -d =',
  },
  VIGNETTE_SECRET_KEY_PREVIOUS: {
    isGood: isSecretKey,
    says: 'the former VIGNETTE_SECRET_KEY, while anything is sealed under it: vignette keys list --kind kek',
  },
  TRUST_PROXY: {
    isGood: isTrustProxy,
    says: 'false, or the addresses of your proxies separated by commas: loopback, or for example 10.0.0.1',
  },
  TLS_CERT: {
    isGood: () => true,
    says: 'the file with the certificate that belongs to TLS_KEY and those it hangs on, in PEM, for example fullchain.pem',
  },
  TLS_KEY: {
    isGood: () => true,
    says: 'the file with the private key that belongs to TLS_CERT, in PEM, for example privkey.pem',
  },
  SMTP_URL: {
    isGood: (text) => /^smtps?:\/\/\S+$/.test(text) && URL.canParse(text),
    says: 'smtp://USER:PASSWORD@HOST:PORT or smtps://..., for example smtp://vignette:secret@mail.example.org:587',
  },
  MAIL_FROM: {
    isGood: (text) => text.length <= 254 && /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+$/.test(text),
    says: 'the address that mails come from, for example login@example.org',
  },
  ALLOW_PRIVATE_FETCH: {
    isGood: (text) => listOf(text).every(isFetchable),
    says: 'the hosts and addresses that may be fetched from though they are private, for example apps.internal,10.1.0.0/16',
  },
  METRICS_PORT: { isGood: isPort, says: 'a port from 0 to 65535, for example 9464' },
  METRICS_HOST: {
    isGood: () => true,
    says: 'the address to listen on for METRICS_PORT, for example 127.0.0.1',
  },
  LOG_LEVEL: { isGood: (text) => LOG_LEVELS.includes(text), says: `one of ${LOG_LEVELS.join(', ')}` },
} satisfies Readonly<Record<string, Variable>>

type Name = keyof typeof VARIABLES
type Stated = Readonly<Partial<Record<Name, string>>>

/** By the names of their environment variables. */
export const SETTINGS = Object.keys(VARIABLES) as readonly Name[]

/** Where traces go. The name is OpenTelemetry's own, as are those of its further settings, which its library reads. */
export const TRACES_ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'

/** What may hold a secret is not shown, even where it is wrong. */
const NEVER_SHOWN = /^(VIGNETTE_SECRET_KEY(_PREVIOUS)?|DATABASE_URL|SMTP_URL)$/

/** @throws {ConfigError} naming every variable that is missing or wrong */
export function readConfig(env: NodeJS.ProcessEnv, mode: Mode): Config {
  // What is set to nothing is not set.
  const stated: Stated = Object.fromEntries(
    SETTINGS.flatMap((name) => (env[name] ? [[name, env[name]]] : [])),
  )
  const faults = faultsOf(stated, mode)
  if (faults.length > 0) throw new ConfigError(faults)
  const { PORT = '3000', DATA_DIR = DEFAULT_DATA_DIR } = stated
  const { PUBLIC_URL: public_url = `${isTls(stated, mode) ? 'https' : 'http'}://localhost:${PORT}` } = stated
  return Object.freeze({
    public_url: new URL(public_url).origin,
    host: stated.HOST ?? (mode === 'serve' ? '0.0.0.0' : 'localhost'),
    port: Number(PORT),
    database_url: stated.DATABASE_URL ?? `sqlite:${DATA_DIR}/vignette.db`,
    data_dir: DATA_DIR,
    secret_key: keyOf(stated.VIGNETTE_SECRET_KEY),
    secret_key_previous: keyOf(stated.VIGNETTE_SECRET_KEY_PREVIOUS),
    trust_proxy: parseTrustProxy(stated.TRUST_PROXY ?? 'false'),
    tls: tlsOf(stated),
    smtp_url: stated.SMTP_URL,
    mail_from: stated.MAIL_FROM ?? `vignette@${new URL(public_url).hostname}`,
    allow_private_fetch: [...(mode === 'dev' ? LOOPBACK : []), ...listOf(stated.ALLOW_PRIVATE_FETCH)],
    metrics: metricsOf(stated),
    log_level: stated.LOG_LEVEL ?? 'info',
  })
}

/** In dev mode: an application on the developer's own machine is told of a sign-out, and its keys and logo are fetched. */
const LOOPBACK = ['127.0.0.0/8', '::1']

const listOf = (text = ''): readonly string[] => text.split(',').flatMap((part) => part.trim() || [])

const keyOf = (text: string | undefined): Buffer | undefined =>
  text === undefined ? undefined : Buffer.from(text, 'base64url')

/** Plain http is safe on the machine itself: browsers treat loopback as a secure context. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function faultsOf(stated: Stated, mode: Mode): string[] {
  const faults = SETTINGS.flatMap((name) => faultOf(name, stated, mode) ?? [])
  const { PUBLIC_URL: url = '' } = stated
  const is_plain = url.startsWith('http://') && VARIABLES.PUBLIC_URL.isGood(url)
  if (is_plain && isTls(stated, mode)) {
    faults.push(`PUBLIC_URL is ${url}: this server speaks TLS itself, so it must begin with https://`)
  } else if (mode === 'serve' && is_plain && !isLoopback(url)) {
    faults.push(`PUBLIC_URL is ${url}: browsers keep secrets over https only, so it must begin with https://`)
  }
  return mode === 'serve' ? [...faults, ...proxyFaults(stated)] : faults
}

/** Attempts are counted by address: one that anybody may state counts none, and one that all share stops all. */
function proxyFaults({ PUBLIC_URL: url = '', TLS_CERT, TRUST_PROXY }: Stated): readonly string[] {
  if (TRUST_PROXY === 'true') return [`TRUST_PROXY is true, which believes anybody: ${PROXY_WANTED}`]
  const has_proxy = url.startsWith('https:') && VARIABLES.PUBLIC_URL.isGood(url) && TLS_CERT === undefined
  if (!has_proxy || TRUST_PROXY !== undefined) return []
  return [`TRUST_PROXY is missing, though TLS ends before this server: ${PROXY_WANTED}`]
}

const PROXY_WANTED =
  'it must be the addresses of your proxies, for example loopback, or false where everybody may count as one address'

const isTls = ({ TLS_CERT }: Stated, mode: Mode): boolean => mode === 'conformance' || TLS_CERT !== undefined

/** Both are there or neither: else it is a fault. */
const tlsOf = ({ TLS_CERT: cert, TLS_KEY: key }: Stated): Config['tls'] =>
  cert === undefined || key === undefined ? undefined : { cert, key }

const metricsOf = ({ METRICS_PORT: port, METRICS_HOST: host = '127.0.0.1' }: Stated): Config['metrics'] =>
  port === undefined ? undefined : { host, port: Number(port) }

function faultOf(name: Name, stated: Stated, mode: Mode): string | undefined {
  const { isGood, says } = VARIABLES[name]
  const value = stated[name]
  if (value === undefined) {
    return isNeeded(name, stated, mode) ? `${name} is missing: it must be ${says}` : undefined
  }
  if (isGood(value)) return undefined
  const shown = NEVER_SHOWN.test(name) ? 'not usable' : JSON.stringify(value)
  return `${name} is ${shown}: it must be ${says}`
}

function isNeeded(name: Name, stated: Stated, mode: Mode): boolean {
  if (name === 'PUBLIC_URL') return mode === 'serve'
  const needing = NEEDED_WITH[name]
  return needing !== undefined && stated[needing] !== undefined
}

const NEEDED_WITH: Readonly<Partial<Record<Name, Name>>> = {
  MAIL_FROM: 'SMTP_URL',
  METRICS_PORT: 'METRICS_HOST',
  TLS_CERT: 'TLS_KEY',
  TLS_KEY: 'TLS_CERT',
}

function isTrustProxy(text: string): boolean {
  return /^(true|false)$/.test(text) || text.split(',').every((part) => isProxy(part.trim()))
}

/** Or one of the ranges that have a name. */
const isProxy = (text: string): boolean =>
  /^(loopback|linklocal|uniquelocal)$/.test(text) || isAddressRange(text)

/** Or a host name, and no address that went wrong. */
const isFetchable = (text: string): boolean =>
  isAddressRange(text) || /^([a-z0-9-]+\.)*[a-z][a-z0-9-]*$/i.test(text)

/** An address, or a range of addresses. */
function isAddressRange(text: string): boolean {
  const [, address = '', prefix] = /^([^/]*)(?:\/([1-9]\d{0,2}))?$/.exec(text) ?? []
  return isIP(address) !== 0 && Number(prefix ?? 1) <= (isIP(address) === 4 ? 32 : 128)
}

const parseTrustProxy = (text: string): boolean | string =>
  text === 'true' || text === 'false' ? text === 'true' : text
