/**
 * The environment, read once into a frozen record; every fault is reported at once, each with its variable and an example.
 */
import { isIP } from 'node:net'
import { Type } from 'typebox'
import { Errors } from 'typebox/value'

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
  /** Which addresses may say in X-Forwarded-* whom they speak for. */
  trust_proxy: boolean | string
  /** undefined: there is no mail. */
  smtp_url: string | undefined
  /** The address that mails come from. */
  mail_from: string
  /** Host names, addresses and ranges that may be fetched from though they are private. */
  allow_private_fetch: readonly string[]
  log_level: string
}>

/** `dev` has defaults for everything; `serve` for nothing that a stranger would have to guess. */
export type Mode = 'dev' | 'serve'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The settings are not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const SecretKey = Type.String({ pattern: '^[A-Za-z0-9_-]{43}=?$' })

const Environment = Type.Object({
  PUBLIC_URL: Type.String({ pattern: '^https?://[^/?#@\\s]+$' }),
  HOST: Type.String({ minLength: 1 }),
  PORT: Type.String({
    pattern: '^([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$',
  }),
  DATABASE_URL: Type.String({ pattern: '^(sqlite:.+|postgres(ql)?://.+)$' }),
  DATA_DIR: Type.String({ minLength: 1 }),
  VIGNETTE_SECRET_KEY: Type.Optional(SecretKey),
  VIGNETTE_SECRET_KEY_PREVIOUS: Type.Optional(SecretKey),
  TRUST_PROXY: Type.String(),
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://[^\\s]+$' })),
  MAIL_FROM: Type.Optional(Type.String({ pattern: '^[^\\s@<>"(),:;]+@[^\\s@<>"(),:;]+$', maxLength: 254 })),
  ALLOW_PRIVATE_FETCH: Type.Optional(Type.String()),
  LOG_LEVEL: Type.Enum(LOG_LEVELS),
})

type Environment = Type.Static<typeof Environment>

const SAYS: Record<keyof Environment, string> = {
  PUBLIC_URL:
    'the origin under which browsers reach this server, without a path, for example https://login.example.org',
  HOST: 'the address to listen on, for example 127.0.0.1',
  PORT: 'a port from 0 to 65535, for example 3000',
  DATABASE_URL: 'sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE, for example sqlite:data/vignette.db',
  DATA_DIR: 'a folder this server may write to, for example data',
  VIGNETTE_SECRET_KEY:
    '32 bytes in base64url, for example the output of: openssl rand -base64 32 | tr +/ -_ | tr -d =',
  VIGNETTE_SECRET_KEY_PREVIOUS:
    'the former VIGNETTE_SECRET_KEY, while anything is sealed under it: vignette keys list --kind kek',
  TRUST_PROXY: 'true, false, or the addresses of your proxies separated by commas, for example 10.0.0.1',
  SMTP_URL:
    'smtp://USER:PASSWORD@HOST:PORT or smtps://..., for example smtp://vignette:secret@mail.example.org:587',
  MAIL_FROM: 'the address that mails come from, for example login@example.org',
  ALLOW_PRIVATE_FETCH:
    'the hosts and addresses that may be fetched from though they are private, for example apps.internal,10.1.0.0/16',
  LOG_LEVEL: `one of ${LOG_LEVELS.join(', ')}`,
}

/** What may hold a secret is not shown, even where it is wrong. */
const NEVER_SHOWN = new Set([
  'VIGNETTE_SECRET_KEY',
  'VIGNETTE_SECRET_KEY_PREVIOUS',
  'DATABASE_URL',
  'SMTP_URL',
])

/** @throws {ConfigError} naming every variable that is missing or wrong */
export function readConfig(env: NodeJS.ProcessEnv, mode: Mode): Config {
  const values = withDefaults(env, mode)
  const faults = faultsOf(values, mode)
  if (faults.length > 0) throw new ConfigError(faults)
  const checked = values as Environment
  return Object.freeze({
    public_url: new URL(checked.PUBLIC_URL).origin,
    host: checked.HOST,
    port: Number(checked.PORT),
    database_url: checked.DATABASE_URL,
    data_dir: checked.DATA_DIR,
    secret_key: keyOf(checked.VIGNETTE_SECRET_KEY),
    secret_key_previous: keyOf(checked.VIGNETTE_SECRET_KEY_PREVIOUS),
    trust_proxy: parseTrustProxy(checked.TRUST_PROXY),
    smtp_url: checked.SMTP_URL,
    mail_from: checked.MAIL_FROM ?? `vignette@${new URL(checked.PUBLIC_URL).hostname}`,
    allow_private_fetch: listOf(checked.ALLOW_PRIVATE_FETCH),
    log_level: checked.LOG_LEVEL,
  })
}

const listOf = (text = ''): readonly string[] => text.split(',').flatMap((part) => part.trim() || [])

const keyOf = (text: string | undefined): Buffer | undefined =>
  text === undefined ? undefined : Buffer.from(text, 'base64url')

/** Plain http is safe on the machine itself: browsers treat loopback as a secure context. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function withDefaults(env: NodeJS.ProcessEnv, mode: Mode): Partial<Environment> {
  const set = Object.fromEntries(Object.keys(SAYS).flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
  const port = set['PORT'] ?? '3000'
  const data_dir = set['DATA_DIR'] ?? 'data'
  return {
    ...(mode === 'dev' ? { PUBLIC_URL: `http://localhost:${port}` } : {}),
    HOST: mode === 'dev' ? 'localhost' : '0.0.0.0',
    PORT: port,
    DATA_DIR: data_dir,
    DATABASE_URL: `sqlite:${data_dir}/vignette.db`,
    TRUST_PROXY: 'false',
    LOG_LEVEL: 'info',
    ...set,
  }
}

function faultsOf(values: Partial<Environment>, mode: Mode): string[] {
  const faulty = faultyNames(values)
  const faults = Object.entries(SAYS).flatMap(([name, says]) => {
    if (!faulty.has(name)) return []
    const value = values[name as keyof Environment]
    const shown = NEVER_SHOWN.has(name) ? 'not usable' : JSON.stringify(value)
    return [`${name} is ${value === undefined ? 'missing' : shown}: it must be ${says}`]
  })
  const url = faulty.has('PUBLIC_URL') ? undefined : values.PUBLIC_URL
  if (mode === 'serve' && url?.startsWith('http://') && !isLoopback(url)) {
    faults.push(`PUBLIC_URL is ${url}: browsers keep secrets over https only, so it must begin with https://`)
  }
  return faults
}

function faultyNames(values: Partial<Environment>): ReadonlySet<string> {
  const faulty = new Set(
    Errors(Environment, values).flatMap(({ keyword, instancePath, params }) =>
      keyword === 'required'
        ? (params as { requiredProperties: string[] }).requiredProperties
        : [instancePath.slice(1)],
    ),
  )
  // In dev mode the default has the port within.
  if (!faulty.has('PORT') && !URL.canParse(String(values.PUBLIC_URL))) faulty.add('PUBLIC_URL')
  if (values.SMTP_URL !== undefined) {
    if (!URL.canParse(values.SMTP_URL)) faulty.add('SMTP_URL')
    if (values.MAIL_FROM === undefined) faulty.add('MAIL_FROM')
  }
  if (!isTrustProxy(String(values.TRUST_PROXY))) faulty.add('TRUST_PROXY')
  if (!listOf(values.ALLOW_PRIVATE_FETCH).every(isFetchable)) faulty.add('ALLOW_PRIVATE_FETCH')
  return faulty
}

const isTrustProxy = (text: string): boolean =>
  /^(true|false)$/.test(text) || text.split(',').every((part) => isProxy(part.trim()))

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

function parseTrustProxy(text: string): boolean | string {
  return text === 'true' || text === 'false' ? text === 'true' : text
}
