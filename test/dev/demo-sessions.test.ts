import t from 'tap'
import { makeDemoSessions } from '../../src/dev/demo-sessions.ts'
import { countingRandom } from '../helpers/fixtures.ts'

t.test('Demo application: a session is found by its id until it ends', async (t) => {
  const sessions = makeDemoSessions<string>({ random: countingRandom() })
  const id = sessions.begin('ada')
  t.equal(Buffer.from(id, 'base64url').length, 32)
  t.equal(sessions.find(id), 'ada')
  sessions.update(id, 'grace')
  t.equal(sessions.find(id), 'grace')
  sessions.end(id)
  t.equal(sessions.find(id), undefined)
})

t.test('Demo application: a browser without a cookie has no session to find or to end', async (t) => {
  const sessions = makeDemoSessions<string>({ random: countingRandom() })
  const id = sessions.begin('ada')
  t.equal(sessions.find(undefined), undefined)
  sessions.end(undefined)
  t.equal(sessions.find(id), 'ada')
})

t.test('Demo application: of more sessions than there may be, the one unused for longest goes', async (t) => {
  const sessions = makeDemoSessions<string>({ random: countingRandom() }, 2)
  const [first, second] = [sessions.begin('first'), sessions.begin('second')]
  sessions.update(first, 'first again')
  const third = sessions.begin('third')
  t.same(
    [first, second, third].map((id) => sessions.find(id)),
    ['first again', undefined, 'third'],
  )
})
