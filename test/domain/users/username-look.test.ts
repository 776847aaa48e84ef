/**
 * Usernames: which look the same.
 */
import t from 'tap'
import { usernameColumns, usernameLook } from '../../../src/domain/users/username-look.ts'

t.test('UTS #39 §4: letters of other scripts that are drawn alike make no other name', async (t) => {
  const same = [
    ['ada', 'Ada', 'аdа', 'αda', 'ＡＤＡ', ' ada '],
    ['paypal', 'раураl', 'paypaI', 'paypa1', 'ΡΑΥΡΑl'],
    ['BOB', 'ВОВ', 'b0b', 'ΒΟΒ'],
    ['scope', 'ѕсоре'],
    ['max', 'МАХ', 'ΜΑΧ'],
    ['josé', 'jοsé', 'jose\u0301'],
  ]
  for (const names of same) t.equal(new Set(names.map(usernameLook)).size, 1, names.join(' '))
})

t.test('UTS #39 §4: other names stay apart, in every script', async (t) => {
  const apart = [
    'ada',
    'ade',
    'jose',
    'josé',
    'вася',
    'весна',
    'λόγος',
    'ελενη',
    '田中',
    '田',
    'ada2',
    'a.da',
  ]
  t.equal(new Set(apart.map(usernameLook)).size, apart.length)
})

t.test('UTS #39 §4: a name is kept as it was written, folded, and as it looks', async (t) => {
  t.same(usernameColumns('Аdа'), { username: 'Аdа', username_key: 'аdа', username_look: 'ada' })
})
