import t from 'tap'
import { drawLetters } from '../../src/primitives/letters.ts'

const TWENTY = 'BCDFGHJKLMNPQRSTVWXZ'
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

t.test('RFC 8628 §6.1: of all bytes there are, each letter is drawn by as many', async (t) => {
  const drawn = drawLetters(TWENTY, 240, () => EVERY_BYTE)
  const counts = [...TWENTY].map((letter) => drawn.split(letter).length - 1)
  t.same(
    counts,
    [...TWENTY].map(() => 12),
  )
})

t.test('Letters: a byte past the last whole round of the alphabet is no letter', async (t) => {
  t.equal(
    drawLetters(TWENTY, 3, () => Buffer.from([240, 239, 255, 0, 20])),
    'ZBB',
  )
})

t.test('Letters: more is asked for until there are enough, and no more than that', async (t) => {
  const rounds = [Buffer.from([250, 0]), Buffer.from([255]), Buffer.from([1, 2, 3])]
  const asked: number[] = []
  const more = (round: number) => {
    asked.push(round)
    return rounds[round] as Buffer
  }
  t.equal(drawLetters(TWENTY, 3, more), 'BCD')
  t.same(asked, [0, 1, 2])
})
