import t from 'tap'
import {
  ASKING_LIMITS,
  chargeAddress,
  RECOVERY_LIMITS,
  SIGN_UP_LIMITS,
} from '../../../src/domain/enrolment/enrolment-limits.ts'
import { START, startServer } from '../../helpers/fixtures.ts'

const MINUTE = 60
const HOUR = 3600

for (const [name, limits, most, window] of [
  ['asking', ASKING_LIMITS, 60, 5 * MINUTE],
  ['signing up', SIGN_UP_LIMITS, 20, HOUR],
  ['showing recovery codes', RECOVERY_LIMITS, 10, 15 * MINUTE],
] as const) {
  t.test(`RFC 6585 §4: ${name} has its limit for each address`, async (t) => {
    const server = await startServer(t)
    const deps = await server.tenant()
    const charge = (address = '192.0.2.1') => chargeAddress(deps, limits, address)
    const all = await Promise.all(Array.from({ length: most + 7 }, () => charge()))
    t.equal(all.filter((wait) => wait === undefined).length, most, 'of many at the same time no more pass')
    server.clock.seconds += 10
    t.equal(await charge(), window - 10)
    t.equal(await charge('192.0.2.2'), undefined)
    t.equal(await chargeAddress(await server.tenant('other'), limits, '192.0.2.1'), undefined)
    server.clock.seconds = START - HOUR
    t.equal(await charge(), window, 'a clock that went back makes nobody wait longer')
    server.clock.seconds = START + window - 1
    t.equal(await charge(), 1)
    server.clock.seconds = START + window
    t.equal(await charge(), undefined)
  })
}

t.test('RFC 6177 §2: a network of IPv6 is one address', async (t) => {
  const deps = await (await startServer(t)).tenant()
  for (let count = 0; count < 10; count += 1) await chargeAddress(deps, RECOVERY_LIMITS, `2001:db8::${count}`)
  t.equal(await chargeAddress(deps, RECOVERY_LIMITS, '2001:db8::ffff'), 15 * MINUTE)
  t.equal(await chargeAddress(deps, RECOVERY_LIMITS, '2001:db8:0:1::1'), undefined)
})

t.test('RFC 6585 §4: what was refused in the second pool waits for that one', async (t) => {
  const server = await startServer(t)
  const deps = await server.tenant()
  for (let count = 0; count < 50; count += 1) {
    t.equal(await chargeAddress(deps, RECOVERY_LIMITS, '192.0.2.1'), undefined)
    server.clock.seconds += 15 * MINUTE
  }
  t.equal(await chargeAddress(deps, RECOVERY_LIMITS, '192.0.2.1'), 24 * HOUR - 50 * 15 * MINUTE)
})
