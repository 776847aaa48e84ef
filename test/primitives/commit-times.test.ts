/**
 * Commits are measured while somebody listens, and not otherwise.
 */
import t from 'tap'
import { beginCommit, type Commit, onCommit } from '../../src/primitives/commit-times.ts'

t.test('Metrics: a commit is told of with what became durable and how long it took', async (t) => {
  const told: Commit[] = []
  const end = onCommit((commit) => told.push(commit))
  beginCommit(3)()
  t.match(told, [{ transactions: 3, seconds: Number }])
  end()
  beginCommit(1)()
  t.equal(told.length, 1, 'nobody listens any more')
})
