/**
 * What the bench finds wrong with an answer to a mutated request, and what not.
 */
import t from 'tap'
import { mutated } from '../../../scripts/bench/mutation.ts'
import { fault, lineFault } from '../../../scripts/bench/mutation-verdict.ts'
import { formPlaces, headers, type PlainAnswer, written } from '../../../scripts/bench/plain-request.ts'

const right = {
  method: 'POST',
  path: '/token',
  places: formPlaces({ code: 'c 1', scope: 'openid' }, { authorization: 'Basic abc' }),
}
const whole = { what: 'token', status: 200, needs: ['code', 'authorization'], make: async () => right }
const origin = 'http://127.0.0.1:3000'

const answer = (status: number, lines: Record<string, string> = {}, body = ''): PlainAnswer => ({
  status,
  head: [`HTTP/1.1 ${status} x`, ...Object.entries(lines).map((line) => line.join(': '))].join('\r\n'),
  body,
})

const judged = (
  given: PlainAnswer | 'hangs',
  places: readonly (typeof right.places)[number][] = right.places,
) => fault(given, { whole, right, sent: { ...right, places }, origin })

t.test('Bench: no answer, and no answer of a server that has failed', async (t) => {
  t.match(judged('hangs'), 'in time')
  t.match(judged(undefined), 'without an answer')
  t.match(judged(answer(500)), 'status 500')
  t.match(judged(answer(503)), 'status 503')
  t.equal(judged(answer(503, { 'Retry-After': '5' })), undefined, 'busy is an answer')
  t.equal(judged(answer(400)), undefined)
})

t.test('Bench: something is given where a part of what earns it is wrong', async (t) => {
  const tokens = answer(200, {}, '{"access_token":"x"}')
  const code = answer(303, { location: 'https://rp.example/callback?code=x' })
  t.equal(judged(tokens), undefined)
  for (const [index, mutation] of [
    { kind: 'drop', at: 0, pick: 0, text: '' },
    { kind: 'repeat', at: 0, pick: 0, text: '' },
    { kind: 'flip', at: 0, pick: 0, text: '' },
    { kind: 'drop', at: 3, pick: 0, text: '' },
  ].entries()) {
    const { places } = mutated(right, [mutation as Parameters<typeof mutated>[1][number]], ['other'])
    for (const given of [tokens, code]) t.match(judged(given, places), 'where none is due', `${index}`)
  }
  const [first, ...others] = right.places
  const otherwise = [{ ...first, value: '%63+1' }, ...others] as typeof right.places
  t.equal(judged(tokens, otherwise), undefined)
  t.equal(judged(tokens, [...right.places, ...headers({ authorization: 'bASIC abc, x' })]), undefined)
})

t.test('Bench: whither an answer leads, and what of the request is in it', async (t) => {
  t.match(judged(answer(303, { location: 'https://evil.example/' })), 'sent on to')
  t.match(judged(answer(303, { location: 'javascript:alert(1)' })), 'sent on to')
  t.equal(judged(answer(303, { location: '/sign-in' })), undefined)
  t.match(judged(answer(400, { 'x-mutant': '1' })), 'header of the request')
  const page = { 'content-type': 'text/html; charset=utf-8' }
  t.match(judged(answer(400, page, '<p>"><mutant onclick=x></p>')), 'markup of the request')
  t.equal(judged(answer(400, page, '<p>&quot;&gt;&lt;mutant</p>')), undefined)
})

t.test('Bench: a line of the log with a secret in it, or that is none', async (t) => {
  const secrets = new Set(['c2VjcmV0LW9mLTI1Ni1iaXRz'])
  t.match(lineFault('{"sent":"code=c2VjcmV0LW9mLTI1Ni1iaXRz"}', secrets), 'a secret')
  t.equal(lineFault('{"sent":"c2VjcmV0LW9mLTI1Ni1iaXRzLTIy"}', secrets), undefined)
  t.match(lineFault('Error: at once', secrets), 'not JSON')
})

t.test(
  'Bench: a request is written as it stands, but for line breaks and blanks in its first line',
  async (t) => {
    const places = [{ where: 'query', name: 'a', value: '%zz b\r\nc' } as const, ...right.places]
    const text = written({ ...right, places }, 'h')
    t.match(text, /^POST \/token\?a=%zz%20b%0D%0Ac HTTP\/1\.1\r\nhost: h\r\n/)
    t.match(text, /\r\ncontent-length: 23\r\n\r\ncode=c%201&scope=openid$/)
  },
)
