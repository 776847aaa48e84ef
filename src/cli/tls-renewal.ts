/**
 * The certificate and the key are replaced on the disk now and then, by whoever renews them: new connections are shown the new
 * ones, and those that stand are not touched.
 */
import { statSync } from 'node:fs'
import type { Server } from 'node:tls'
import type { Logger } from 'pino'
import { Refusal } from '../domain/refusal.ts'
import { systemClock } from '../primitives/clock.ts'
import { repeat } from './repeat.ts'
import { readTlsFiles, type TlsFiles } from './tls-files.ts'

const LOOK_EVERY_MS = 2000

type TlsLog = Pick<Logger, 'error' | 'info' | 'warn'>

/** @returns stops it */
export function startTlsRenewal(server: Server, files: TlsFiles, logger: TlsLog): () => Promise<void> {
  let seen = stampOf(files)
  return repeat(logger, {
    work: async () => {
      const stamp = stampOf(files)
      if (stamp === seen) return
      seen = stamp
      renew(server, files, logger)
    },
    every: LOOK_EVERY_MS,
    fault: 'the look at TLS_CERT and TLS_KEY failed',
  })
}

/** One of the two may be there before the other: then it is said, and they are read again when the other comes. */
function renew(server: Server, files: TlsFiles, logger: TlsLog): void {
  try {
    server.setSecureContext({ ...readTlsFiles(files, systemClock()), minVersion: 'TLSv1.2' })
    logger.info({ tls: files }, 'TLS_CERT and TLS_KEY were renewed')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    logger.warn({ fault: error.message }, 'TLS_CERT and TLS_KEY have changed; the former stay in use')
  }
}

/** Links are followed: what they lead to is what changes. */
function stampOf({ cert, key }: TlsFiles): string {
  return [cert, key]
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false })
      return found ? `${found.ino}/${found.mtimeMs}/${found.size}` : 'none'
    })
    .join(' ')
}
