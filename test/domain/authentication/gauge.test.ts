import t from 'tap'
import { makeGauge } from '../../../src/domain/authentication/gauge.ts'

t.test('RFC 9110 §15.6.4: work beyond the gauge is not begun, and ends make room', async (t) => {
  const admit = makeGauge(2)
  const gates = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const
  const [first, second] = [admit(() => gates[0].promise), admit(() => gates[1].promise)]
  t.equal(await admit(async () => t.fail('it was begun')), 'full')
  gates[0].resolve('done')
  t.equal(await first, 'done')
  t.equal(await admit(async () => 'begun'), 'begun')
  gates[1].reject(new Error('failed'))
  await t.rejects(second, { message: 'failed' })
  t.same(await Promise.all([admit(async () => 1), admit(async () => 2), admit(async () => 3)]), [
    1,
    2,
    'full',
  ])
})
