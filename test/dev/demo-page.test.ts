import t from 'tap'
import { lastsUntil, nameIn } from '../../src/dev/demo-page.ts'

t.test(
  'OpenID Connect Core 1.0 §5.1: a person is called by the best name that the application was told',
  async (t) => {
    const claims = { sub: 's1', email: 'ada@example.com', preferred_username: 'ada', name: 'Ada Lovelace' }
    t.equal(nameIn(claims), 'Ada Lovelace')
    t.equal(nameIn({ ...claims, name: undefined }), 'ada')
    t.equal(nameIn({ sub: 's1', email: 'ada@example.com' }), 'ada@example.com')
    t.equal(nameIn({ sub: 's1' }), 's1')
  },
)

t.test('RFC 6749 §5.1: how long an access token lasts is told when the server said it', async (t) => {
  t.match(lastsUntil({ expires_at: 3600 }, 0), { distance: 'in 1 hour' })
  t.equal(lastsUntil({ expires_at: undefined }, 0), undefined)
})
