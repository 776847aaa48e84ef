/**
 * Time is counted in whole seconds.
 */
import t from 'tap'
import { instantOf, isoInstant, parseDay, systemClock } from '../../src/primitives/clock.ts'

t.test('RFC 7519 §2: an instant is the number of whole seconds since 1970', async (t) => {
  const before = Math.floor(Date.now() / 1000)
  const now = systemClock()
  t.ok(Number.isInteger(now))
  t.ok(now >= before && now <= before + 2)
})

t.test('RFC 7519 §2: the instant of a date is the second that it is in', async (t) => {
  t.equal(instantOf(new Date('2027-01-15T08:00:00.999Z')), 1_800_000_000)
  t.ok(Number.isNaN(instantOf(new Date('no date'))))
})

t.test('RFC 3339 §5.6: an instant in text is in UTC and has no fraction', async (t) => {
  t.equal(isoInstant(0), '1970-01-01T00:00:00Z')
  t.equal(isoInstant(1_800_000_000), '2027-01-15T08:00:00Z')
  t.equal(isoInstant(2_208_988_800), '2040-01-01T00:00:00Z')
})

t.test('RFC 3339 §5.6: a day is read when there is one', async (t) => {
  t.equal(parseDay('1970-01-02'), 86_400)
  t.equal(parseDay('1815-12-10'), -4_861_728_000)
  for (const none of ['2001-02-29', '2001-13-01', '2001-1-1', '2001-01-01T00:00Z', '']) {
    t.equal(parseDay(none), undefined, none)
  }
})
