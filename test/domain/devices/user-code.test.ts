import t from 'tap'
import {
  drawUserCode,
  readUserCode,
  userCodeHash,
  userCodeText,
} from '../../../src/domain/devices/user-code.ts'
import { countingRandom, startServer } from '../../helpers/fixtures.ts'

t.test('RFC 8628 §6.1: eight letters of twenty, shown in two halves', async (t) => {
  const random = countingRandom()
  const codes = Array.from({ length: 100 }, () => drawUserCode({ random }))
  for (const code of codes) t.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
  t.equal(new Set(codes).size, 100)
  t.equal(userCodeText('WDJBMJHT'), 'WDJB-MJHT')
})

t.test('RFC 8628 §6.1: case, spaces, dashes and wide letters do not matter', async (t) => {
  for (const typed of ['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'W.D.J.B–M_J/H T', 'ＷＤＪＢＭＪＨＴ']) {
    t.equal(readUserCode(typed), 'WDJBMJHT', typed)
  }
})

t.test('RFC 8628 §6.1: what no device shows is no code', async (t) => {
  for (const typed of [
    '',
    '-',
    'WDJBMJH',
    'WDJBMJHTT',
    'WDJBMJHA',
    'WDJB1MJHT',
    '12345678',
    'ЖDJBMJHT',
    'WDJBMJHT\n9',
  ]) {
    t.equal(readUserCode(typed), undefined, JSON.stringify(typed))
  }
})

t.test('RFC 8628 §5.1: what is kept of a code is another thing in another tenant', async (t) => {
  const server = await startServer(t)
  const [one, other] = [await server.tenant(), await server.tenant('other')]
  t.same(userCodeHash(one, 'WDJBMJHT'), userCodeHash(one, 'WDJBMJHT'))
  t.notSame(userCodeHash(one, 'WDJBMJHT'), userCodeHash(other, 'WDJBMJHT'))
  t.notSame(userCodeHash(one, 'WDJBMJHT'), userCodeHash(one, 'WDJBMJHX'))
})
