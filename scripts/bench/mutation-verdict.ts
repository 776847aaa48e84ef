/**
 * What is wrong with an answer, or with a line of the log. It knows nothing of why a request was refused: only what no answer
 * may be.
 */
import { isSecret } from './mutation.ts'
import { MARKUP, SPLIT } from './mutation-stock.ts'
import { headerOf, type Place, type PlainAnswer, type PlainRequest, textOf } from './plain-request.ts'
import type { Whole } from './whole-request.ts'

type Sent = Readonly<{ whole: Whole; right: PlainRequest; sent: PlainRequest; origin: string }>

const GIVEN_IN_BODY =
  /"(access_token|id_token|refresh_token|request_uri|device_code|client_secret|registration_access_token|sub)":|"active":true|name="(code|id_token|access_token)" value="/
const GIVEN_BY_REDIRECT = /[?&#](code|access_token|id_token)=/

/** Busy is an answer that other servers give too, as long as it says for how long. */
export const isBusy = (answer: PlainAnswer): boolean =>
  answer?.status === 503 && headerOf(answer.head, 'retry-after') !== undefined

/** @returns undefined: nothing */
export function fault(answer: PlainAnswer | 'hangs', sent: Sent): string | undefined {
  if (answer === 'hangs') return 'no answer in time'
  if (!answer) return 'the connection was closed without an answer'
  if (isBusy(answer)) return undefined
  if (answer.status >= 500) return `status ${answer.status}`
  return given(answer, sent) ?? astray(answer, sent.origin) ?? injected(answer)
}

function given({ head, body }: NonNullable<PlainAnswer>, { whole, right, sent }: Sent): string | undefined {
  if (isDue(whole, right, sent)) return undefined
  const found = GIVEN_IN_BODY.exec(body)?.[0] ?? GIVEN_BY_REDIRECT.exec(headerOf(head, 'location') ?? '')?.[0]
  return found === undefined ? undefined : `${found} given where none is due`
}

const isDue = ({ needs }: Whole, right: PlainRequest, sent: PlainRequest): boolean =>
  needs.every((name) => {
    const place = right.places.find((place) => place.name === name)
    return place !== undefined && isWhole(place, sent.places)
  })

/** A header may have more in it, as cookies have, and its scheme may be written otherwise. */
function isWhole({ where, name, value }: Place, sent: readonly Place[]): boolean {
  if (where !== 'header') return stated(where, name, sent) === stated(where, name, [{ where, name, value }])
  const [last = ''] = textOf(value).split(' ').slice(-1)
  return sent.some(
    (place) =>
      place.where === where && place.name.toLowerCase() === name && textOf(place.value).includes(last),
  )
}

/** What is read of them, however it is encoded; what is empty was not sent (RFC 6749 §3.1). */
function stated(where: Place['where'], name: string, sent: readonly Place[]): string {
  const pairs = sent
    .filter((place) => place.where === where)
    .map((place) => `${place.name}=${textOf(place.value)}`)
  const values = new URLSearchParams(pairs.join('&')).getAll(name)
  return JSON.stringify(values.filter((value) => value !== ''))
}

/** Nobody is sent where no client is. */
function astray({ head }: NonNullable<PlainAnswer>, origin: string): string | undefined {
  const location = headerOf(head, 'location')
  if (location === undefined) return undefined
  const to = URL.canParse(location, origin) ? new URL(location, origin).origin : 'nowhere'
  return [origin, 'https://rp.example'].includes(to) ? undefined : `sent on to ${location}`
}

function injected({ head, body }: NonNullable<PlainAnswer>): string | undefined {
  if (new RegExp(`\\r?\\n${SPLIT}:`, 'i').test(head)) return 'a header of the request in those of the answer'
  const isPage = headerOf(head, 'content-type')?.startsWith('text/html') === true
  return isPage && body.includes(MARKUP) ? 'markup of the request in the page' : undefined
}

const WORDS = /[A-Za-z0-9._~-]{20,}/g

/** @returns undefined: nothing */
export function lineFault(line: string, secrets: ReadonlySet<string>): string | undefined {
  try {
    JSON.parse(line)
  } catch {
    return `a line that is not JSON: ${line}`
  }
  const secret = line.match(WORDS)?.find((word) => secrets.has(word))
  return secret === undefined ? undefined : `a secret in the log: ${line}`
}

/** What of a request must be in no line. */
export const secretsOf = ({ places }: PlainRequest): string[] =>
  places.filter(isSecret).flatMap(({ value }) => textOf(value).match(WORDS) ?? [])
