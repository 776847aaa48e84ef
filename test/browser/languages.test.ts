import type { Page } from 'playwright-core'
import t from 'tap'
import { withoutChromium } from '../helpers/chromium.ts'
import { axeFindings, button, field, PICTURE_FILE, signInScene } from '../helpers/sign-in-page.ts'

const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

t.test(
  'OpenID Connect Core 1.0 §3.1.2.1: somebody signs in in German, as ui_locales asks',
  { skip: withoutChromium },
  async (t) => {
    const { open, faults } = await signInScene(t)
    const page = await open({ locale: 'fr-FR' }, { ui_locales: 'tlh de-AT en' })
    t.equal(await page.evaluate(() => document.documentElement.lang), 'de')
    t.equal(await page.title(), 'Anmelden – Northlight')
    t.same(await axeFindings(page), [])
    await button(page, 'Anmelden').click()
    await page.getByText('Geben Sie Ihren Benutzernamen ein.').waitFor()
    t.equal(await page.title(), 'Fehler: Anmelden – Northlight')
    await field(page, 'Benutzername').fill('ann')
    await field(page, 'Bild').setInputFiles(PICTURE_FILE)
    t.match(await page.getByRole('status').innerText(), 'Bild gewählt: harbour.png')
    await field(page, 'PIN').fill('543210')
    await button(page, 'Anmelden').click()
    const wrong = 'Das passt nicht. Prüfen Sie Benutzername, Bild und PIN und versuchen Sie es wieder.'
    await page.getByRole('alert').filter({ hasText: wrong }).waitFor()
    await field(page, 'PIN').fill('012345')
    await button(page, 'Anmelden').click()
    await page.waitForURL(/code=/)
    t.same(
      faults.filter((fault) => !fault.includes('400')),
      [],
    )
  },
)

t.test(
  'UAX 9: in Arabic the page runs from right to left, and PIN and pattern do not',
  { skip: withoutChromium },
  async (t) => {
    const { open, faults, server } = await signInScene(t)
    for (const viewport of [
      { width: 1280, height: 900 },
      { width: 320, height: 640 },
    ]) {
      const name = `${viewport.width} px`
      const page = await open({ locale: 'ar', viewport })
      t.same(
        await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]),
        ['ar', 'rtl'],
        name,
      )
      t.same(await axeFindings(page), [], name)
      t.notOk(await scrollsSideways(page), name)
      const [submit, cancel] = [
        await button(page, 'تسجيل الدخول').boundingBox(),
        await button(page, 'إلغاء').boundingBox(),
      ]
      t.ok((submit?.x ?? 0) > (cancel?.x ?? 0), `${name}: the main button stands where reading begins`)
      await field(page, 'الرقم السري').fill('01')
      t.ok(await page.locator('.cells i').first().getAttribute('class'), name)
      const [first, second] = [
        await page.locator('.cells i').first().boundingBox(),
        await page.locator('.cells i').nth(1).boundingBox(),
      ]
      t.ok((first?.x ?? 0) < (second?.x ?? 0), `${name}: the first digit stands at the left`)
      await field(page, 'الصورة').setInputFiles(PICTURE_FILE)
      t.equal(await page.getByRole('status').innerText(), 'الصورة المختارة: \u2068harbour.png\u2069', name)
      await page.context().close()
    }
    await server.db.execute(`UPDATE tenant SET policy = json_set(policy, '$.methods', json('["pattern"]'))`)
    await server.db.execute('UPDATE config_version SET version = version + 1')
    const page = await open({ viewport: { width: 320, height: 640 } }, { ui_locales: 'ar' })
    const [one, two] = [
      await page.locator('.pad button').first().boundingBox(),
      await page.locator('.pad button').nth(1).boundingBox(),
    ]
    t.ok((one?.x ?? 0) < (two?.x ?? 0), 'the first point stands at the left')
    t.notOk(await scrollsSideways(page))
    t.same(await axeFindings(page), [])
    await page.locator('.pad button').first().focus()
    for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key)
    await page.getByText('اختيرت نقطتان').waitFor()
    t.same(faults, [])
  },
)

t.test(
  'Core §3.1.2.1: another language is chosen by its name, without script too, and the sign-in goes on in it',
  { skip: withoutChromium },
  async (t) => {
    const { open, faults } = await signInScene(t)
    const bare = await open({ javaScriptEnabled: false })
    await bare.getByRole('link', { name: 'Español', exact: true }).click()
    await bare.locator('html[lang=es]').waitFor()
    t.match(await bare.locator('noscript').innerText(), 'Esta página necesita JavaScript.')
    await bare.getByRole('link', { name: 'العربية', exact: true }).click()
    await bare.locator('html[lang=ar][dir=rtl]').waitFor()

    const page = await open()
    const languages = page.getByRole('navigation', { name: 'Languages' })
    t.same(await languages.getByRole('link').allInnerTexts(), ['العربية', 'Deutsch', 'Español', 'Français'])
    await languages.getByRole('link', { name: 'Deutsch' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('html[lang=de] form[data-ready]').waitFor()
    t.same(await axeFindings(page), [])
    await field(page, 'Benutzername').fill('ann')
    await field(page, 'Bild').setInputFiles(PICTURE_FILE)
    await field(page, 'PIN').fill('012345')
    await button(page, 'Anmelden').click()
    await page.waitForURL(/code=/)
    t.same(faults, [])
  },
)
