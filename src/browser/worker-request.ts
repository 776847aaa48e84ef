/**
 * What every work of the worker does: read a picture, ask the server, and end where it cannot go on.
 *
 * Implements: RFC 9110 §10.2.3 (Retry-After).
 */
import { PICTURE_OPENING_LENGTH, pictureFault } from '../passcode/picture-file.ts'
import type { Hindrance, Refused } from './worker-messages.ts'

const REQUEST_TIMEOUT_MS = 30_000
const DEFAULT_RETRY_SECONDS = 5

/** Ends a work from wherever it stands. */
export class WorkEnded extends Error {
  readonly outcome: Hindrance | Refused

  constructor(outcome: Hindrance | Refused) {
    super(outcome.reason)
    this.outcome = outcome
  }
}

/** A file may vanish or change between the choice and the reading: then it is no picture any more. */
export async function readPicture(picture: Blob): Promise<Uint8Array> {
  const read = (part: Blob) => part.arrayBuffer().catch(() => new ArrayBuffer())
  const opening = new Uint8Array(await read(picture.slice(0, PICTURE_OPENING_LENGTH)))
  const detail = pictureFault(picture.size, opening)
  if (detail !== undefined) throw new WorkEnded({ ok: false, reason: 'unreadable', detail })
  const file = new Uint8Array(await read(picture))
  if (file.length > 0) return file
  throw new WorkEnded({ ok: false, reason: 'unreadable', detail: 'not-a-picture' })
}

export async function post<Reply>(url: string, body: object): Promise<Reply> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  }
  const response = await fetch(url, request).catch(() => undefined)
  const reply = await response?.json().catch(() => undefined)
  if (response === undefined) throw new WorkEnded({ ok: false, reason: 'offline' })
  if (response.ok && reply !== undefined) return reply
  throw new WorkEnded(outcomeOf(response, reply))
}

function outcomeOf(
  { status, headers }: Response,
  reply?: Readonly<Record<string, unknown>>,
): Hindrance | Refused {
  if (status === 400) return { ok: false, reason: 'refused', error: String(reply?.['error']) }
  // Gone, or to be asked for elsewhere first: its page says how to go on.
  if (status === 410 || reply?.['error'] === 'prove_mailbox')
    return { ok: false, reason: 'expired', next: String(reply?.['next'] ?? '') }
  if (status === 429) return { ok: false, reason: 'wait', seconds: secondsOf(reply?.['retry_after']) }
  if (status === 503) return { ok: false, reason: 'busy', seconds: secondsOf(headers.get('retry-after')) }
  return { ok: false, reason: 'offline' }
}

const secondsOf = (value: unknown): number =>
  Number(value) > 0 ? Math.ceil(Number(value)) : DEFAULT_RETRY_SECONDS
