import t from 'tap'
import { isProbe, makeProbe } from '../../../src/domain/health/probe.ts'
import { START, startServer, testConfig } from '../../helpers/fixtures.ts'

t.test('RFC 2104 §2: a probe is good for a minute, at one server', async (t) => {
  const { deps, clock } = await startServer(t)
  const probe = makeProbe(deps)
  t.match(probe, /^Probe 1800000060\.[\w-]{43}$/)
  t.ok(isProbe(deps, probe))
  for (const other of [
    undefined,
    '',
    'Probe ',
    probe.slice(0, -1),
    `${probe}A`,
    probe.replace('Probe', 'Bearer'),
    probe.replace('1800000060', '1800000061'),
    probe.replace('1800000060', '1800000059'),
  ]) {
    t.notOk(isProbe(deps, other), String(other))
  }
  t.notOk(isProbe({ ...deps, config: testConfig({ public_url: 'https://other.example' }) }, probe))
  clock.seconds = START + 59
  t.ok(isProbe(deps, probe))
  clock.seconds = START + 60
  t.notOk(isProbe(deps, probe), 'over')
  clock.seconds = START - 1
  t.notOk(isProbe(deps, probe), 'longer than any is made')
})
