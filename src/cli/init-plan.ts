/**
 * What `vignette init` is to make, judged whole before any of it is made.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError, DEFAULT_DATA_DIR, readConfig, SETTINGS } from '../config.ts'
import { Refusal } from '../domain/refusal.ts'
import { draftTenant, type TenantStatement } from '../domain/tenants/tenant-draft.ts'
import { draftUser, type UserStatement } from '../domain/users/user-draft.ts'
import { sqlitePath } from '../store/database-file.ts'
import { settingsFiles } from './settings-files.ts'

/** By their variables. */
export type Settings = Readonly<Record<string, string>>

export type Plan = Readonly<{
  settings: Settings
  tenant: TenantStatement
  user: UserStatement
  /** Where the settings are written to. */
  folder: string | undefined
}>

type Stated = Readonly<Record<'public-url' | 'tenant' | 'name' | 'username' | 'email', string | undefined>> &
  Readonly<Record<'smtp-url' | 'mail-from' | 'trust-proxy' | 'write', string | undefined>>

const SECRET = new Set(['DATABASE_URL', 'SMTP_URL', 'VIGNETTE_SECRET_KEY', 'VIGNETTE_SECRET_KEY_PREVIOUS'])

/** One of PostgreSQL is always there; one that no setting names rightly is found fault with later. */
export function hasDatabase(): boolean {
  const { DATABASE_URL, DATA_DIR } = process.env
  const place = { DATABASE_URL, DATA_DIR }
  if (faultsIn(() => readConfig(place, 'dev')).length > 0) return false
  const path = sqlitePath(readConfig(place, 'dev').database_url)
  return path === undefined || existsSync(path)
}

/** @throws {Refusal} faulty, with every fault */
export function planOf(stated: Stated): Plan {
  const settings = settingsOf(stated)
  const folder = stated.write
  const tenant = { id: stated.tenant ?? '', name: stated.name, type: undefined, policy: {} }
  const user = {
    username: stated.username ?? '',
    email: stated.email,
    email_verified: undefined,
    claims: {},
    status: undefined,
  }
  const faults = [
    ...faultsIn(() => readConfig({ ...process.env, ...settings }, 'serve')),
    ...faultsIn(() => draftTenant(tenant, undefined)),
    ...faultsIn(() => draftUser(user, undefined)),
    ...(folder === undefined ? [] : settingsFiles(folder))
      .filter((file) => existsSync(file))
      .map((file) => `${file} is there already: name another folder in --write`),
  ]
  if (faults.length > 0) throw new Refusal('faulty', ...faults)
  return { settings, tenant, user, folder }
}

function faultsIn(judge: () => unknown): readonly string[] {
  try {
    judge()
    return []
  } catch (error) {
    if (error instanceof Refusal || error instanceof ConfigError) return error.faults
    throw error
  }
}

/** What is in the environment now is what the server must find too. */
function settingsOf(stated: Stated): Settings {
  const present = Object.fromEntries(
    SETTINGS.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  const { 'public-url': public_url = '', 'smtp-url': smtp_url = '' } = stated
  const has_proxy = public_url.startsWith('https:') && present['TLS_CERT'] === undefined
  const trusted = stated['trust-proxy'] ?? present['TRUST_PROXY'] ?? (has_proxy ? 'loopback' : undefined)
  const mail_from = stated['mail-from'] ?? present['MAIL_FROM'] ?? `login@${URL.parse(public_url)?.hostname}`
  return {
    ...(has_proxy && trusted === 'loopback' ? { HOST: '127.0.0.1' } : {}),
    PORT: has_proxy ? '3000' : portOf(public_url),
    ...present,
    PUBLIC_URL: public_url,
    DATA_DIR: resolve(present['DATA_DIR'] ?? DEFAULT_DATA_DIR),
    ...(trusted === undefined ? {} : { TRUST_PROXY: trusted }),
    ...(smtp_url === '' ? {} : { SMTP_URL: smtp_url, MAIL_FROM: mail_from }),
  }
}

/** Of a server that browsers reach without a proxy. */
function portOf(public_url: string): string {
  const port = URL.parse(public_url)?.port ?? ''
  if (port !== '') return port
  return public_url.startsWith('https:') ? '443' : '80'
}

/** Without what is secret in them. */
export const shownSettings = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !SECRET.has(name)))

export const settingLines = (settings: Settings): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
