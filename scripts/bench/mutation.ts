/**
 * How a right request is made a wrong one. A mutation is plain data that means something for every request, so that
 * fast-check can make it smaller.
 */
import { type Arbitrary, array, constantFrom, integer, nat, oneof, record, string } from 'fast-check'
import { CONTENT_TYPES, HEADERS, HOSTILE, METHODS, NAMES, PATHS, WRONG_TYPES } from './mutation-stock.ts'
import type { Place, PlainRequest } from './plain-request.ts'

export type Mutation = Readonly<{
  kind: (typeof KINDS)[number]
  /** Which of the places. */
  at: number
  /** Which of whatever the kind chooses from. */
  pick: number
  text: string
}>

const KINDS = [
  'drop',
  'repeat',
  'replace',
  'append',
  'cut',
  'flip',
  'long',
  'rename',
  'swap',
  'type',
  'add',
  'header',
  'method',
  'content-type',
  'path',
  'foreign',
] as const

/** Texts that belong to somebody, or something, else. */
export type Foreign = readonly string[]

const text = oneof(
  { weight: 4, arbitrary: constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: string({ unit: 'binary', maxLength: 40 }) },
)

const mutation: Arbitrary<Mutation> = record({
  kind: constantFrom(...KINDS),
  at: nat(40),
  pick: integer({ min: 0, max: 60 }),
  text,
})

export const mutations: Arbitrary<Mutation[]> = array(mutation, { minLength: 1, maxLength: 4 })

export const mutated = (
  request: PlainRequest,
  mutations: readonly Mutation[],
  foreign: Foreign,
): PlainRequest => mutations.reduce((spoiled, mutation) => apply(spoiled, mutation, foreign), request)

function apply(request: PlainRequest, mutation: Mutation, foreign: Foreign): PlainRequest {
  const { kind, pick, text } = mutation
  if (kind === 'method') return { ...request, method: chosen(METHODS, pick) }
  if (kind === 'path') return { ...request, path: chosen(PATHS, pick)(request.path, text) }
  return { ...request, places: spoil(request.places, mutation, foreign) }
}

function spoil(places: readonly Place[], mutation: Mutation, foreign: Foreign): readonly Place[] {
  const { kind, at, pick, text } = mutation
  const index = places.length === 0 ? 0 : at % places.length
  const place = places[index]
  if (kind === 'header') return [...places, headerPlace(...chosen(HEADERS, pick))]
  if (kind === 'content-type') return withContentType(places, chosen(CONTENT_TYPES, pick))
  const where = place?.where ?? 'query'
  if (kind === 'add') return [...places, { where, name: chosen(NAMES, pick), value: text }]
  if (!place) return places
  if (kind === 'drop') return places.toSpliced(index, 1)
  if (kind === 'repeat') return [...places, place]
  if (kind === 'swap') return swapped(places, index, pick % places.length)
  return places.with(index, respoilt(place, mutation, foreign))
}

function respoilt(place: Place, { kind, pick, text }: Mutation, foreign: Foreign): Place {
  const was = typeof place.value === 'string' ? place.value : JSON.stringify(place.value)
  const values: Partial<Record<Mutation['kind'], unknown>> = {
    replace: text,
    append: was + text,
    cut: was.slice(0, pick % (was.length + 1)),
    flip: flipped(was, pick),
    // Beside the limits of a body (64 KB), and of a head (16 KB).
    long: was.repeat(1 + Math.floor(chosen([300, 20_000, 70_000], pick) / (was.length + 1))),
    type: place.where === 'json' ? chosen(WRONG_TYPES, pick) : was.toUpperCase(),
    foreign: chosen(foreign, pick),
  }
  if (kind === 'rename')
    return { ...place, name: pick % 2 === 0 ? place.name.toUpperCase() : `${place.name}[]` }
  return { ...place, value: values[kind] }
}

function flipped(text: string, pick: number): string {
  const index = text.length === 0 ? 0 : pick % text.length
  return text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1)
}

/** Only the like: what names a client is logged, and a secret that stands there would be too. */
function swapped(places: readonly Place[], first: number, second: number): readonly Place[] {
  const [a, b] = [places[first], places[second]]
  if (!a || !b || isSecret(a) !== isSecret(b)) return places
  return places.with(first, { ...a, value: b.value }).with(second, { ...b, value: a.value })
}

const SECRET_NAMES =
  /^(authorization|cookie|code|device_code|.*_?token|.*secret|.*assertion|code_verifier|id_token_hint)$/

export const isSecret = ({ name }: Place): boolean => SECRET_NAMES.test(name.toLowerCase())

const withContentType = (places: readonly Place[], type: string): readonly Place[] => [
  ...places.filter(({ name }) => name !== 'content-type'),
  headerPlace('content-type', type),
]

const headerPlace = (name: string, value: string): Place => ({ where: 'header', name, value })

function chosen<T>(from: readonly T[], pick: number): T {
  const found = from[pick % from.length]
  if (found === undefined) throw new Error('there is nothing to choose from')
  return found
}
