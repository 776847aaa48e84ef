/**
 * Errors in a person's words: what happened, why, and what to do, with the status of each page.
 */
import type { Words } from './words.ts'

export type ErrorKind = keyof typeof ERROR_STATUS

export type ErrorWords = Readonly<{ heading: string; why: string; advice: readonly string[] }>

export const ERROR_STATUS = {
  'unregistered-redirect': 400,
  'unknown-client': 400,
  'bad-request': 400,
  'interaction-expired': 400,
  'interaction-cancelled': 400,
  'cookie-missing': 400,
  'connection-expired': 400,
  'connection-denied': 403,
  'connection-failed': 502,
  'connection-address': 403,
  'connection-stranger': 403,
  'not-found': 404,
  'our-fault': 500,
} as const

export function errorWords({ w }: Words, form: ErrorKind, host: string): ErrorWords {
  return {
    heading: w('errors.heading', { form }),
    why: w('errors.why', { form, host }),
    advice: adviceOn(w, form),
  }
}

/** Where the application is at fault. */
function adviceOn(w: Words['w'], kind: ErrorKind): readonly string[] {
  if (kind === 'bad-request') return [w('errors.go-back')]
  return kind === 'unregistered-redirect' || kind === 'unknown-client'
    ? [w('errors.nothing-shared'), w('errors.go-back')]
    : []
}
