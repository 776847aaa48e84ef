import t from 'tap'
import { isCompactJws } from '../../src/primitives/compact-jws.ts'

t.test('RFC 7515 §2, §7.1: three parts of base64url, and nothing beside it', async (t) => {
  for (const right of ['e30.e30.AA', 'e30.e30.', 'e30.e30.-_8']) t.ok(isCompactJws(right), right)
  for (const wrong of [
    '',
    'e30',
    'e30.e30',
    'e30.e30.AA.AA',
    'e30.e30.AA ',
    'e30.e30.AA=',
    'e30.e3 0.AA',
    '\ne30.e30.AA',
  ]) {
    t.notOk(isCompactJws(wrong), JSON.stringify(wrong))
  }
})

t.test('RFC 4648 §3.3, §3.5: neither characters of another alphabet nor bits that say nothing', async (t) => {
  for (const wrong of ['e30.e30.+/8', 'e30.e30.AB', 'e30.e30.é', 'e30.e30.A'])
    t.notOk(isCompactJws(wrong), wrong)
})
