/**
 * Requests as data, so that each part of them can be spoiled: what is written is written as it stands, right or wrong.
 */
import { connect } from 'node:net'

/** A parameter, a member of a JSON body, or a header. Text in `query` and `form` is encoded already. */
export type Place = Readonly<{
  where: 'query' | 'form' | 'json' | 'header'
  name: string
  /** Anything in `json`; text elsewhere. */
  value: unknown
}>

export type PlainRequest = Readonly<{ method: string; path: string; places: readonly Place[] }>

/** `undefined`: nothing that is HTTP came back. */
export type PlainAnswer = Readonly<{ status: number; head: string; body: string }> | undefined

export const query = (fields: Readonly<Record<string, string>>): Place[] => encoded('query', fields)
const form = (fields: Readonly<Record<string, string>>): Place[] => encoded('form', fields)
export const json = (members: Readonly<Record<string, unknown>>): Place[] => places('json', members)
export const headers = (lines: Readonly<Record<string, string>>): Place[] => places('header', lines)

/** A form, and what is sent with one. */
export const formPlaces = (
  fields: Readonly<Record<string, string>>,
  lines: Readonly<Record<string, string>> = {},
) => [...form(fields), ...headers({ 'content-type': 'application/x-www-form-urlencoded', ...lines })]

const places = (where: Place['where'], fields: Readonly<Record<string, unknown>>): Place[] =>
  Object.entries(fields).map(([name, value]) => ({ where, name, value }))

const encoded = (where: Place['where'], fields: Readonly<Record<string, string>>): Place[] =>
  places(where, fields).map((place) => ({ ...place, value: encodeURIComponent(textOf(place.value)) }))

/** The whole request, one character for each byte. */
export function written({ method, path, places }: PlainRequest, host: string): string {
  const pairs = (where: Place['where']) =>
    places.filter((place) => place.where === where).map(({ name, value }) => `${name}=${textOf(value)}`)
  const address = [path, pairs('query').join('&')].filter((part) => part !== '').join('?')
  // A blank ends it.
  const line = unbroken(address).replaceAll(' ', '%20')
  const body = bodyOf(places, pairs('form'))
  const sent = places
    .filter(({ where }) => where === 'header')
    .map(({ name, value }) => unbroken(`${name}: ${textOf(value)}`))
  const length = body === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`]
  const head = [`${method} ${line} HTTP/1.1`, `host: ${host}`, 'connection: close', ...sent, ...length]
  return Buffer.from([...head, '', body ?? ''].join('\r\n').toWellFormed()).toString('latin1')
}

/** What follows a line break would be another request, and not a mutated one. */
const unbroken = (text: string): string => text.replace(/[\r\n]/g, encodeURIComponent)

/** Members are joined here, so that one may stand there twice. */
function bodyOf(places: readonly Place[], pairs: readonly string[]): string | undefined {
  const members = places.filter(({ where }) => where === 'json')
  if (members.length === 0) return pairs.length === 0 ? undefined : pairs.join('&')
  return `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
}

/** @returns 'hangs' when the answer is not there in time */
export function exchange(port: number, text: string, patience_ms: number): Promise<PlainAnswer | 'hangs'> {
  const { promise, resolve } = Promise.withResolvers<PlainAnswer | 'hangs'>()
  const socket = connect(port, '127.0.0.1')
  let received = ''
  const patience = setTimeout(() => {
    resolve('hangs')
    socket.destroy()
  }, patience_ms)
  socket.setEncoding('latin1').on('data', (part) => {
    received += part
  })
  // A server that has seen enough closes while more is on its way.
  socket.on('error', () => {})
  socket.on('close', () => {
    clearTimeout(patience)
    resolve(answerIn(received))
  })
  socket.write(text, 'latin1')
  return promise
}

function answerIn(received: string): PlainAnswer {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0 || !received.startsWith('HTTP/1.1 ')) return undefined
  return {
    status: Number(received.slice(9, 12)),
    head: received.slice(0, end),
    body: received.slice(end + 4),
  }
}

/** The first of that name. */
export const headerOf = (head: string, name: string): string | undefined =>
  new RegExp(`\\r\\n${name}: ?([^\\r]*)`, 'i').exec(head)?.[1]

/** A value of JSON may have been moved to where there are texts alone. */
export const textOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
