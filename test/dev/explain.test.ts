import t from 'tap'
import { explain } from '../../src/dev/explain.ts'

const refused = {
  rule: 'redirect-uri-unregistered',
  tenant_id: 'acme',
  client_id: 'harbour-notes',
  sent: 'http://localhost:5173/callback/',
  expected: 'http://localhost:4000/cb http://localhost:5173/callback',
}

t.test(
  'RFC 9700 §2.1: what differs from the registered address that is most like it stands alone',
  async (t) => {
    t.match(explain(refused), {
      rule: 'redirect-uri-unregistered',
      says: /character by character/,
      section: /RFC 9700 §2\.1/,
      sent: { before: 'http://localhost:5173/callback', differs: '/', after: '' },
      expected: refused.expected,
      client_id: 'harbour-notes',
    })
    const port = explain({ ...refused, sent: 'http://localhost:5174/callback' })
    t.same(port?.sent, { before: 'http://localhost:517', differs: '4', after: '/callback' })
  },
)

t.test('Dev mode: the command registers what was sent beside what is registered', async (t) => {
  t.equal(
    explain(refused)?.mend,
    [
      'npm run -s vignette -- client update',
      '--tenant acme --id harbour-notes',
      '--redirect-uri http://localhost:4000/cb',
      '--redirect-uri http://localhost:5173/callback',
      '--redirect-uri http://localhost:5173/callback/',
    ].join(' \\\n  '),
  )
  const type = { rule: 'response-type-unregistered', sent: 'code id_token', expected: 'code, id_token token' }
  t.match(
    explain({ ...refused, ...type })?.mend,
    /--response-type code \\\n {2}--response-type 'id_token token' \\\n {2}--response-type 'code id_token'$/,
  )
  const method = { ...refused, rule: 'authentication-method-unregistered', sent: 'client_secret_post' }
  t.match(explain(method)?.mend, /--auth-method client_secret_post$/)
  t.match(explain({ ...refused, rule: 'client-secret-wrong' })?.mend, /--new-secret$/)
})

t.test('Dev mode: a setting of the tenant needs no client', async (t) => {
  const closed = {
    ...refused,
    rule: 'sign-up-closed',
    client_id: undefined,
    sent: undefined,
    expected: undefined,
  }
  t.match(explain(closed), {
    mend: 'npm run -s vignette -- tenant update \\\n  --id acme \\\n  --self-registration on',
    sent: undefined,
    expected: undefined,
  })
})

t.test('Dev mode: no command is told that could not name what it changes', async (t) => {
  t.equal(explain({ ...refused, tenant_id: undefined })?.mend, undefined)
  t.equal(explain({ ...refused, client_id: undefined })?.mend, undefined)
  t.equal(explain({ ...refused, rule: 'pkce-required' })?.mend, undefined)
  t.equal(explain({ ...refused, rule: 'interaction-expired' }), undefined)
  t.equal(explain({ ...refused, rule: undefined }), undefined)
  const nothing = explain({ ...refused, expected: undefined })
  t.same(nothing?.sent, { before: refused.sent, differs: '', after: '' }, 'nothing to differ from')
})
