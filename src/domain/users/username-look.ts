/**
 * What a username looks like: letters that are drawn alike in Latin, Greek and Cyrillic, as far as people meet them, are one,
 * so that nobody takes a name that others would read as somebody else's.
 *
 * Implements: Unicode Technical Standard #39 §4.
 */
import { usernameKey } from './username.ts'

/** Each line: what is drawn like the letter at its end, as it is written, capitals apart from small letters. */
const ALIKE = [
  ['ΑАаαɑ', 'a'],
  ['ΒВ', 'b'],
  ['СсϹϲ', 'c'],
  ['Ԁԁ', 'd'],
  ['ΕЕе', 'e'],
  ['ɡ', 'g'],
  ['ΗНҺһ', 'h'],
  ['іιı', 'i'],
  ['Јјϳ', 'j'],
  ['ΚКкκ', 'k'],
  ['I1ΙІӀӏǀ', 'l'],
  ['ΜМ', 'm'],
  ['Νη', 'n'],
  ['0ΟОоο', 'o'],
  ['ΡРрρ', 'p'],
  ['Ԛԛ', 'q'],
  ['Ѕѕ', 's'],
  ['ΤТ', 't'],
  ['υ', 'u'],
  ['Ѵѵν', 'v'],
  ['Ԝԝω', 'w'],
  ['ΧХхχ', 'x'],
  ['ΥУуγ', 'y'],
  ['Ζ', 'z'],
] as const

const LOOKS = new Map(ALIKE.flatMap(([letters, look]) => [...letters].map((letter) => [letter, look])))

/** Two names with the same look must not both be taken. */
export const usernameLook = (username: string): string =>
  [...username.trim().normalize('NFKC')]
    .map((letter) => LOOKS.get(letter) ?? letter.toLowerCase())
    .join('')
    .normalize('NFKC')

/** What is kept of a username. */
export const usernameColumns = (username: string) => ({
  username,
  username_key: usernameKey(username),
  username_look: usernameLook(username),
})
