import t from 'tap'
import type { Notice } from '../../src/domain/notice.ts'
import { OAuthError } from '../../src/domain/oauth-error.ts'
import { noticeRefusal } from '../../src/http/error-replies.ts'

t.test('RFC 6749 §5.2: a refusal is noticed by its reason, or by its code where it has none', (t) => {
  const notices: Notice[] = []
  const notice = (noticed: Notice) => void notices.push(noticed)
  const detail = { reason: 'scope-widened', sent: 'openid email', expected: 'openid' }
  noticeRefusal({ notice }, 'token', new OAuthError('invalid_scope', 'Too wide.', detail), 'rp')
  noticeRefusal({ notice }, 'token', new OAuthError('invalid_scope', 'Too wide.'))
  t.same(notices, [
    {
      flow: 'token',
      step: 'refused',
      error: 'invalid_scope',
      rule: 'scope-widened',
      client_id: 'rp',
      sent: 'openid email',
      expected: 'openid',
    },
    {
      flow: 'token',
      step: 'refused',
      error: 'invalid_scope',
      rule: 'invalid_scope',
      client_id: undefined,
      sent: undefined,
      expected: undefined,
    },
  ])
  t.end()
})
