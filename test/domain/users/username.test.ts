/**
 * Usernames: which are the same, and which are none.
 */
import t from 'tap'
import { usernameFault, usernameKey } from '../../../src/domain/users/username.ts'

t.test('RFC 8265 §3.3: width, compatibility and case do not tell two names apart', async (t) => {
  const same = [
    ['ada', 'ADA', 'Ada', ' ada ', 'ａｄａ', 'ＡＤＡ', '𝐀𝐝𝐚'],
    ['josé', 'jose\u0301', 'JOSÉ', 'JOSE\u0301'],
    ['straße', 'STRAẞE'],
    ['ada@example.org', 'Ada@EXAMPLE.org'],
    ['ﬁona', 'fiona', 'FIONA'],
  ]
  for (const names of same) t.equal(new Set(names.map(usernameKey)).size, 1, names.join(' '))
})

t.test('RFC 8265 §3.3: other names stay apart', async (t) => {
  const apart = ['ada', 'ada1', 'adа', 'a.da', 'jose', 'josé', 'strasse', 'straße', 'ad', '']
  t.equal(new Set(apart.map(usernameKey)).size, apart.length)
})

t.test('RFC 8265 §3.3: folding what is folded changes nothing', async (t) => {
  const names = ['İstanbul', 'ΌΣΟΣ', 'Ǆ', 'ϓ', 'K', 'Å', 'ﷺ', '①', 'Ⅷ', 'ẛ̣', 'ᾼ', 'ŉ']
  for (const name of names) t.equal(usernameKey(usernameKey(name)), usernameKey(name), name)
})

t.test('RFC 8265 §3.3: letters, marks, digits and what addresses are made of', async (t) => {
  const good = [
    'a',
    'Ada',
    'ada.lovelace',
    'ada+x@example.org',
    "o'brien",
    'josé',
    'jose\u0301',
    '田中',
    '0123',
    'a_b-c',
    'x'.repeat(200),
  ]
  for (const name of good) t.equal(usernameFault(name), undefined, name)
  const bad = [
    ' ada',
    'ada lovelace',
    'a\u0000b',
    'a\nb',
    'a/b',
    'a<b',
    'a"b',
    'a\u200bb',
    'a\u202eb',
    '🜁',
    'a,b',
  ]
  for (const name of bad)
    t.equal(usernameFault(name), 'Use letters, digits, dots and dashes.', JSON.stringify(name))
  t.equal(usernameFault(''), 'A username must not be empty.')
  t.equal(usernameFault('x'.repeat(201)), 'A username has at most 200 characters.')
})
