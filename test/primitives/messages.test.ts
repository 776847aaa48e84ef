import t from 'tap'
import { isolated, makeCatalogue, piecesOf, plainText, textOf } from '../../src/primitives/messages.ts'

const catalogue = (lang: string) =>
  makeCatalogue(
    lang,
    () =>
      new Map(
        Object.entries({
          'a.greeting': 'Hello, {name}: {count}.',
          'a.points': { one: '{count} point', other: '{count} points' },
          'a.way': { pin: 'a PIN', none: 'nothing' },
        }),
      ),
  )

t.test('UTS 35 part 3 §5: a form is chosen by its count, or by its name', async (t) => {
  const english = catalogue('en')
  t.equal(plainText(english, 'a.points', { count: 1 }), '1 point')
  t.equal(plainText(english, 'a.points', { count: 1200 }), '1,200 points')
  t.equal(
    plainText(catalogue('ar'), 'a.points', { count: 3 }),
    '3 points',
    'what a form is missing for is "other"',
  )
  t.equal(textOf(english, 'a.way', { form: 'pin' }), 'a PIN')
})

t.test('Words: a key, a form or a slot that is not there is our bug', async (t) => {
  const english = catalogue('en')
  t.throws(() => textOf(english, 'a.nothing'), /no words a\.nothing/)
  t.throws(() => textOf(english, 'a.way', { form: 'pattern' }), /no words a\.way/)
  t.throws(() => textOf(english, 'a.way'), /no words a\.way/)
  t.throws(() => plainText(english, 'a.greeting', { count: 1 }), /a\.greeting .* not filled/)
})

t.test('UAX 9 §2.4: a name is set apart where its direction may be another', async (t) => {
  const filled = (lang: string, name: string) => plainText(catalogue(lang), 'a.greeting', { name, count: 2 })
  t.equal(filled('en', 'Ada {count} $&'), 'Hello, Ada {count} $&: 2.')
  t.equal(filled('en', 'آدا'), 'Hello, \u2068آدا\u2069: 2.')
  t.equal(filled('ar', 'Ada'), 'Hello, \u2068Ada\u2069: 2.')
  t.equal(isolated('ltr', 'ada\u202e'), '\u2068ada\u202e\u2069')
})

t.test('Words: a text is cut at its slots and marks', async (t) => {
  t.same(piecesOf('<b>{name}</b> a < b, <terms>terms</terms>'), [
    { kind: 'open', mark: 'b' },
    { kind: 'slot', name: 'name' },
    { kind: 'close', mark: 'b' },
    { kind: 'text', text: ' a < b, ' },
    { kind: 'open', mark: 'terms' },
    { kind: 'text', text: 'terms' },
    { kind: 'close', mark: 'terms' },
  ])
})

t.test('UTS 35 part 4: dates, times and directions are those of the language', async (t) => {
  const START = 1_800_000_000
  const { dir, date, day, time } = catalogue('en')
  t.same(
    [dir, date(START), day(START), time(START)],
    ['ltr', '15 January 2027', 'Friday 15 January', '08:00'],
  )
  t.equal(catalogue('de').date(START), '15. Januar 2027')
  t.match(catalogue('ar'), { lang: 'ar', dir: 'rtl' })
})
