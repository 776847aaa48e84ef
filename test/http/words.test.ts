import t from 'tap'
import { wordsIn } from '../../src/http/words.ts'
import { makeCatalogue } from '../../src/primitives/messages.ts'
import { START } from '../helpers/fixtures.ts'

const MESSAGES = {
  'a.hello': '<b>{name}</b> & "{place}"',
  'a.left': { one: '<b>{count}</b> is left', other: '<b>{count}</b> are left' },
  'a.ask': 'Or <contact>ask us</contact>.',
  'a.of': { pin: 'Your PIN', none: 'Nothing' },
  'common.day-and-time': '{day}, {time} UTC',
  'common.date-and-time': '{date}, {time} UTC',
}
const words = wordsIn(
  makeCatalogue('en', () => new Map(Object.entries(MESSAGES))),
  'pin',
)

t.test('HTML §13.3: in a page names are escaped and isolated, and what is marked is marked', async (t) => {
  t.equal(
    words.rich('a.hello', { name: '<i>&"', place: 'x' }),
    '<b><bdi>&lt;i&gt;&amp;&quot;</bdi></b> &amp; &quot;<bdi>x</bdi>&quot;',
  )
  t.equal(words.rich('a.left', { count: 1234 }), '<b>1,234</b> are left')
  t.equal(
    words.rich('a.ask', { contact: { url: '/?a=1&b="' } }),
    'Or <a href="/?a=1&amp;b=&quot;">ask us</a>.',
  )
  t.equal(words.rich('a.ask', { contact: undefined }), 'Or ask us.')
  t.equal(words.rich('a.of'), 'Your PIN')
  t.equal(words.rich('a.of', { form: 'none' }), 'Nothing')
  t.throws(() => words.rich('a.hello'), /slot name is not filled/)
})

t.test('HTML §4.12.3: the words of a script, each form of them', async (t) => {
  t.equal(
    words.forScript('a.ask', 'a.of'),
    '<p data-w=ask>Or &lt;contact&gt;ask us&lt;/contact&gt;.<p data-w=of.pin>Your PIN<p data-w=of.none>Nothing',
  )
  t.throws(() => words.forScript('a.nothing'), /no words a\.nothing/)
})

t.test('Words: text alone is not escaped, and times name their zone', async (t) => {
  t.equal(words.w('a.of', { form: 'none' }), 'Nothing')
  t.equal(words.w('a.of'), 'Your PIN', 'as people here make their passcodes')
  t.same([words.lang, words.dir, words.date(START)], ['en', 'ltr', '15 January 2027'])
  t.equal(words.dayAndTime(START), 'Friday 15 January, 08:00 UTC')
  t.equal(words.dateAndTime(START), '15 January 2027, 08:00 UTC')
})
