/**
 * Every standard claim in one sentence, for a person who has never heard of it.
 *
 * Implements: OpenID Connect Core 1.0 §2, §3.1.3.6, §3.3.2.11, §5.1; RFC 7519 §4.1; RFC 8176 §2; RFC 9068 §2.2.3.
 */
import { type ToldTime, tellTime } from './told-time.ts'

export type ClaimRow = Readonly<{
  name: string
  value: string
  /** Of a claim that is an instant: said before the sentence. */
  time: ToldTime | undefined
  sentence: string
  /** It was not there before the last refresh, or was another. */
  is_new: boolean
}>

type Sentence = string | ((value: unknown) => string)

/** In the order in which they are shown: the token's own first, then the person's. */
const SENTENCES: ReadonlyMap<string, Sentence> = new Map<string, Sentence>([
  ['iss', 'Who says so. Equals the issuer in discovery.'],
  ['sub', 'Who you are. Never changes and is never given to anyone else: store this, not the name.'],
  ['aud', 'For whom. This application’s client ID.'],
  ['exp', 'After that, don’t accept it.'],
  ['iat', 'When it was made.'],
  ['auth_time', 'When you last showed who you are.'],
  ['nonce', 'Equals the one sent in step 2: this token is the answer to that question.'],
  ['amr', methodsSentence],
  ['acr', 'How sure the server is that it’s you, by a name that the two sides agree on.'],
  ['nbf', 'Before that, don’t accept it.'],
  ['jti', 'The number of this token. No other token has it.'],
  ['azp', 'Which application asked for this token.'],
  ['at_hash', 'Ties this token to the access token that came with it.'],
  ['c_hash', 'Ties this token to the code that came with it.'],
  ['s_hash', 'Ties this token to the state that was sent.'],
  ['sid', 'Your session at the server. When it ends, the server can say which one.'],
  ['name', 'Your whole name, the way you want to see it. From scope profile.'],
  ['given_name', 'Your first name or names. From scope profile.'],
  ['family_name', 'Your last name or names. From scope profile.'],
  ['middle_name', 'Your middle name or names. From scope profile.'],
  ['nickname', 'What friends call you. From scope profile.'],
  [
    'preferred_username',
    'The name you sign in with. It can change: show it, don’t store by it. From scope profile.',
  ],
  ['profile', 'A page about you. From scope profile.'],
  [
    'picture',
    'Where a portrait of you is. It has nothing to do with the picture you sign in with. From scope profile.',
  ],
  ['website', 'Your own site. From scope profile.'],
  ['gender', 'In your words. From scope profile.'],
  ['birthdate', 'Year, month, day; a year of 0000 is left unsaid. From scope profile.'],
  ['zoneinfo', 'Your time zone. From scope profile.'],
  ['locale', 'Your language. From scope profile.'],
  ['updated_at', 'When any of this last changed. From scope profile.'],
  ['email', 'Where to write to you. It can pass to another person: don’t store by it. From scope email.'],
  ['email_verified', (value) => confirmedSentence(value, 'email', 'address')],
  ['phone_number', 'Where to call you. From scope phone.'],
  ['phone_number_verified', (value) => confirmedSentence(value, 'phone', 'number')],
  ['address', 'Where you get your post, whole and in parts. From scope address.'],
  ['groups', 'Which groups you belong to.'],
  ['roles', 'What you are, where this application is used.'],
  ['entitlements', 'What you may do, where this application is used.'],
])

const INSTANTS: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at'])

/** @param changed the names of claims that are new since the last refresh */
export function claimRows(
  claims: Readonly<Record<string, unknown>>,
  changed: ReadonlySet<string>,
  now: number,
): readonly ClaimRow[] {
  const sorted = Object.entries(claims).toSorted(([a], [b]) => placeOf(a) - placeOf(b))
  return sorted.map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    time: INSTANTS.has(name) && typeof value === 'number' ? tellTime(value, now) : undefined,
    sentence: sentenceOf(name, value),
    is_new: changed.has(name),
  }))
}

const ORDER = [...SENTENCES.keys()]

const placeOf = (name: string): number => (SENTENCES.has(name) ? ORDER.indexOf(name) : ORDER.length)

export function sentenceOf(name: string, value: unknown): string {
  const sentence = SENTENCES.get(name) ?? 'Not a standard claim. Whoever issues it says what it means.'
  return typeof sentence === 'string' ? sentence : sentence(value)
}

/** Neither a picture that can be copied nor a PIN is more than something you know. */
function methodsSentence(value: unknown): string {
  const methods = Array.isArray(value) ? value.join(' ') : ''
  if (methods === 'pwd') return 'How: with your picture. It is something you know, so this is one factor.'
  if (methods === 'pwd pin') return 'How: picture and PIN. Both are things you know, so this is one factor.'
  return 'How you showed who you are, in the words of RFC 8176.'
}

const confirmedSentence = (value: unknown, scope: string, noun: string): string =>
  value === true
    ? `The ${noun} was checked: it is yours. From scope ${scope}.`
    : `Nobody has checked that the ${noun} is yours: don’t rely on it. From scope ${scope}.`
