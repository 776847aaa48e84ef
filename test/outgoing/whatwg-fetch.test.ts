import t from 'tap'
import type { GuardedFetch, OutgoingRequest } from '../../src/outgoing/guarded-fetch.ts'
import { asFetch, UnreachableError } from '../../src/outgoing/whatwg-fetch.ts'

/** Notes what it is asked, and answers with this. */
function noting(answer: Awaited<ReturnType<GuardedFetch>>) {
  const asked: OutgoingRequest[] = []
  const fetch = asFetch(async (request) => {
    asked.push(request)
    return answer
  })
  return { asked, fetch }
}

const reply = (media_type: string | undefined) =>
  ({ fault: undefined, status: 201, headers: {}, media_type, body: Buffer.from('{"a":1}') }) as const

t.test('RFC 9110 §9.3: what a library fetches goes through the guarded fetch', async (t) => {
  const { asked, fetch } = noting(reply('application/json'))
  const got = await fetch('https://op.example/token', {
    headers: new Headers({ Accept: 'application/json' }),
    body: new URLSearchParams({ a: 'b c' }),
  })
  t.same(asked, [
    {
      url: 'https://op.example/token',
      headers: { accept: 'application/json' },
      body: 'a=b+c',
      size_limit: 262_144,
      time_limit: 5,
    },
  ])
  t.same([got.status, got.headers.get('content-type'), await got.json()], [201, 'application/json', { a: 1 }])
})

t.test('RFC 9110 §9.3.1: without a body it is a GET', async (t) => {
  const { asked, fetch } = noting(reply(undefined))
  const got = await fetch('https://op.example/')
  t.equal(got.headers.get('content-type'), null)
  await fetch('https://op.example/', { body: null })
  t.same(
    asked.map(({ body }) => body),
    [undefined, undefined],
  )
})

t.test('RFC 9110 §15.4: a fault of the guarded fetch is an error that libraries let through', async (t) => {
  const { fetch } = noting({ fault: 'address-refused', detail: 'http://10.0.0.1 is 10.0.0.1' })
  const error = await fetch('http://10.0.0.1/').catch((caught: unknown) => caught)
  t.ok(error instanceof UnreachableError && error instanceof TypeError)
  t.match(error, { message: 'address-refused: http://10.0.0.1 is 10.0.0.1' })
})
