/**
 * Whether a server runs here, where the settings have it listen.
 */
import type { Config } from '../../config.ts'
import { ask, isAnswered } from './ask.ts'
import { type Finding, ok, skipped } from './finding.ts'

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

export async function isRunning({ host, port, tls }: Config): Promise<boolean> {
  const near = EVERYWHERE[host] ?? host
  const name = near.includes(':') ? `[${near}]` : near
  const asked = await ask(`${tls ? 'https' : 'http'}://${name}:${port}/healthz`, { any_certificate: true })
  return isAnswered(asked) && asked.status === 200
}

export const serverFinding = ({ host, port }: Config, is_running: boolean): Finding =>
  is_running
    ? ok('server', `A server runs here, on ${host}, port ${port}.`)
    : skipped(
        'server',
        `No server runs here, on ${host}, port ${port}.`,
        'Start it, and ask again: vignette serve',
      )
