import t from 'tap'
import { Refusal, refuseIf } from '../../src/domain/refusal.ts'

t.test('Administration: every fault that a rule found is told at once', async (t) => {
  t.throws(() => refuseIf([undefined, 'a', undefined, 'b']), {
    reason: 'faulty',
    faults: ['a', 'b'],
    message: 'a\nb',
  })
  t.doesNotThrow(() => refuseIf([undefined]))
  t.equal(new Refusal('unknown', 'there is none').message, 'there is none')
})
