import t from 'tap'
import { browserName } from '../../../src/domain/mail/browser-name.ts'

const APPLE = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0'

t.test('RFC 9110 §10.1.5: browsers and systems are named as their owners know them', async (t) => {
  const known: [string, string, string][] = [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', 'Firefox', 'Linux'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'Chrome', 'Windows'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/150.0`, 'Edge', 'Windows'],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 'Chrome', 'ChromeOS'],
    [`Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36 OPR/90.0`, 'Opera', 'Android'],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${CHROME.replace('Chrome', 'SamsungBrowser/29.0 Chrome')} Mobile Safari/537.36`,
      'Samsung Internet',
      'Android',
    ],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${APPLE} Version/26.0 Safari/605.1.15`,
      'Safari',
      'macOS',
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${APPLE} CriOS/150.0 Safari/604.1`,
      'Chrome',
      'iPhone',
    ],
    [`Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) ${APPLE} FxiOS/150.0 Safari/604.1`, 'Firefox', 'iPad'],
  ]
  for (const [user_agent, browser, system] of known) {
    t.same(browserName(user_agent), { browser, system }, user_agent)
  }
})

t.test('RFC 9110 §10.1.5: what names nothing known is nothing', async (t) => {
  for (const user_agent of [undefined, '', 'curl/8.9.1', 'NotFirefox/1']) {
    t.same(browserName(user_agent), { browser: undefined, system: undefined })
  }
})
