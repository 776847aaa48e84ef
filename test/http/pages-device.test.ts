import t from 'tap'
import * as pages from '../../src/http/pages-device.ts'
import {
  checkWholePage,
  ESCAPED,
  FRAME as frame,
  NASTY,
  renderPage,
  type Send,
} from '../helpers/rendered-page.ts'

const csrf_token = 'token'
const code = { frame, form_url: '/device', typed: '', is_wrong: false, wait: undefined }
const confirm: pages.DeviceConfirmPage = {
  frame,
  client: { name: 'Harbour Notes', logo_url: '/logo/1' },
  registered_itself: false,
  user_code: 'WDJB-MJHT',
  asked: 'Just now, from 203.0.113.7',
  username: 'ada',
  gets: 'username',
  allow_url: '/allow',
  cancel_url: '/cancel',
  csrf_token,
}

t.test('WCAG 2.2 §1.3.1: each is a whole page, and has the status of what it says', async (t) => {
  const of: readonly (readonly [name: string, status: number, send: Send])[] = [
    ['code', 200, (reply) => pages.sendDeviceCodePage(reply, code)],
    ['wrong', 400, (reply) => pages.sendDeviceCodePage(reply, { ...code, is_wrong: true })],
    ['wait', 429, (reply) => pages.sendDeviceCodePage(reply, { ...code, wait: 30 })],
    ['confirm', 200, (reply) => pages.sendDeviceConfirmPage(reply, confirm)],
    ['unproved', 403, (reply) => pages.sendDeviceUnprovedPage(reply, { frame, account_url: '/account' })],
    ...(['allowed', 'refused', 'taken-back'] as const).map(
      (answer) =>
        [
          answer,
          200,
          (reply) => pages.sendDeviceAnsweredPage(reply, { frame, answer, take_back: undefined }),
        ] as const satisfies readonly [string, number, Send],
    ),
  ]
  for (const [name, status, send] of of) {
    const page = await renderPage(send)
    t.equal(page.statusCode, status, name)
    checkWholePage(t, page, name)
  }
})

t.test('OWASP XSS: names, codes and addresses are text', async (t) => {
  const typed = await renderPage((reply) =>
    pages.sendDeviceCodePage(reply, { ...code, typed: NASTY, is_wrong: true }),
  )
  t.match(typed.body, `value="${ESCAPED}"`)
  const asked = await renderPage((reply) =>
    pages.sendDeviceConfirmPage(reply, {
      ...confirm,
      client: { name: NASTY, logo_url: undefined },
      registered_itself: true,
      asked: NASTY,
      username: NASTY,
      gets: NASTY,
    }),
  )
  t.notMatch(asked.body, '<img')
  t.equal(asked.body.split(ESCAPED).length - 1, 5)
})

t.test('RFC 8628 §5.4: an application’s logo is beside its name, without words', async (t) => {
  const { body } = await renderPage((reply) => pages.sendDeviceConfirmPage(reply, confirm))
  t.match(body, '<img src="/logo/1" alt="" width="44" height="44">')
})
