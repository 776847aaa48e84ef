import t from 'tap'
import { duration } from '../../src/dev/demo-steps.ts'

t.test(
  'Demo application: a measured time is said in milliseconds, or in seconds from one upwards',
  async (t) => {
    t.equal(duration(0.2), '1 ms')
    t.equal(duration(41.3), '42 ms')
    t.equal(duration(1340), '1.3 s')
  },
)
