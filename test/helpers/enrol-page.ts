/**
 * The enrolment page in a real browser, as people meet it: found by accessible names.
 */
import type { Page } from 'playwright-core'
import { makePicture } from '../../src/passcode/generated-picture.ts'
import { sha256 } from '../../src/primitives/digest.ts'
import { button, field } from './sign-in-page.ts'

export const SECRET_DIGITS = '385162'
export const LOVELACE = { name: 'Ada Lovelace', username: 'lovelace', email: 'lovelace@example.org' }

/** A file that somebody has, another one for each name. */
export async function ownPicture(name = 'harbour') {
  const buffer = Buffer.from(await makePicture(sha256(name)))
  return { name: `${name}.png`, mimeType: 'image/png', buffer }
}

export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true })

export const enrolmentReady = (page: Page) => page.locator('#enrol[data-ready]').waitFor()

export async function fillPerson(page: Page, person = LOVELACE): Promise<void> {
  await field(page, 'Name').fill(person.name)
  await field(page, 'Username').fill(person.username)
  await field(page, 'Email').fill(person.email)
}

export async function fillPins(page: Page, digits = SECRET_DIGITS, repeated = digits): Promise<void> {
  await field(page, 'PIN').fill(digits)
  await field(page, 'Repeat PIN').fill(repeated)
}

/** @returns the file that was saved */
export async function makeAndSave(page: Page): Promise<string> {
  await button(page, 'Make a picture for me').click()
  const download = page.waitForEvent('download')
  await button(page, 'Save the picture').click()
  return (await download).path()
}

type Chosen = Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]

/** The second step, with the same file as in the first. */
export async function chooseAgain(page: Page, picture: Chosen): Promise<void> {
  await heading(page, 'Choose your picture again').waitFor()
  await field(page, 'Choose your picture again').setInputFiles(picture)
  await button(page, 'Continue').click()
}

/** The third step. @returns the codes */
export async function keepCodes(page: Page): Promise<string[]> {
  await heading(page, 'Your recovery codes').waitFor()
  const codes = await page.locator('#codes code').allTextContents()
  await field(page, 'I have saved them').check()
  await button(page, 'Finish').click()
  return codes
}

/** A new picture and PIN, on a page that asks for nothing else. @returns the codes */
export async function choosePasscode(page: Page, picture: Chosen, digits = SECRET_DIGITS): Promise<string[]> {
  await enrolmentReady(page)
  await field(page, 'Picture').setInputFiles(picture)
  await fillPins(page, digits)
  await button(page, 'Continue').click()
  await chooseAgain(page, picture)
  return keepCodes(page)
}
