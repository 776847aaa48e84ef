import t from 'tap'
import { makeWorkQueue, QueueFullError, SPARE_CORES } from '../../src/primitives/work-queue.ts'

const gate = () => Promise.withResolvers<string>()

t.test('Work queue: no more runs at once than may, and what waits takes its turn', async (t) => {
  const inTurn = makeWorkQueue(1, 2)
  const started: string[] = []
  const [first, second, third] = [gate(), gate(), gate()]
  const run = (name: string, { promise }: ReturnType<typeof gate>) =>
    inTurn(() => {
      started.push(name)
      return promise
    })

  const results = [run('first', first), run('second', second), run('third', third)] as const
  t.same(started, ['first'])
  first.resolve('a')
  t.equal(await results[0], 'a')
  t.same(started, ['first', 'second'])
  second.reject(new Error('broken'))
  await t.rejects(results[1], { message: 'broken' })
  t.same(started, ['first', 'second', 'third'])
  third.resolve('c')
  t.equal(await results[2], 'c')
  t.equal(await inTurn(async () => 'd'), 'd')
})

t.test('Work queue: beyond its limit nothing waits', async (t) => {
  const inTurn = makeWorkQueue(1, 1)
  const { promise, resolve } = gate()
  const [running, waiting] = [inTurn(() => promise), inTurn(() => promise)]
  await t.rejects(
    inTurn(async () => 'never'),
    QueueFullError,
  )
  resolve('done')
  t.same(await Promise.all([running, waiting]), ['done', 'done'])
})

t.test('Work queue: one core is left to everything else', (t) => {
  t.ok(SPARE_CORES >= 1)
  t.end()
})
