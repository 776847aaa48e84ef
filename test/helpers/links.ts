/**
 * Links as people meet them: mailed, opened in a browser, used by the button on their page.
 */
import type { Test } from 'tap'
import { findLink, type Link, type LinkTerms, makeLink } from '../../src/domain/links/link.ts'
import { deliverMails } from '../../src/domain/mail/outbox.ts'
import type { MailTokenRow } from '../../src/store/enrolment-rows.ts'
import { statement } from '../../src/store/statement.ts'
import { Browser, givenPerson, givenRp } from './authorization.ts'
import { startServer, type TestServer } from './fixtures.ts'

export type LinkScene = Readonly<{
  server: TestServer
  /** Whose address `ann@example.com` is proved. */
  ann: Buffer
  browser: Browser
  /** Of an authorization request of `rp` that waits in the browser. */
  interaction: string
}>

export async function linkScene(
  t: Test,
  settings: Parameters<typeof startServer>[1] = {},
): Promise<LinkScene> {
  const server = await startServer(t, settings)
  await givenRp(server)
  const ann = await givenPerson(server, 'ann')
  const browser = new Browser(server)
  return { server, ann, browser, interaction: await interactionOf(browser) }
}

/** A request that waits for somebody to sign in. */
export async function interactionOf(browser: Browser, tenant_id = 'default'): Promise<string> {
  const { headers } = await browser.authorize({}, tenant_id)
  return String(headers.location).split('/').at(-1) ?? ''
}

export const cookieOf = (browser: Browser, purpose: 'browser' | 'known' | 'session', tenant_id = 'default') =>
  browser.cookies.get(`vignette.${tenant_id}.${purpose}`)

/** A link that the server made for somebody. */
export async function givenLink(
  server: TestServer,
  terms: Pick<LinkTerms, 'purpose' | 'user_id'> & Partial<LinkTerms>,
  tenant_id = 'default',
): Promise<string> {
  const deps = await server.tenant(tenant_id)
  const whole = { email: 'ann@example.com', browser: null, interaction_id: null, ttl: 1200, ...terms }
  return deps.db.transaction((tx) => makeLink(deps, tx, whole))
}

/** A link as it is found by the browser that opens it. */
export async function linkOf({ tenant }: TestServer, url: string, browser = ''): Promise<Link> {
  const link = await findLink(await tenant(), url.split('/').at(-1) ?? '', browser)
  if (!link) throw new Error('no link was found')
  return link
}

/** @returns the links of the mails that go out now, to whom they go */
export async function deliveredLinks(server: TestServer): Promise<Readonly<Record<string, string>>> {
  const before = server.mails.length
  await deliverMails(server.deps)
  return Object.fromEntries(server.mails.slice(before).map(({ to, link }) => [to, String(link)]))
}

/** Opens the link and presses its button. */
export async function press(browser: Browser, link: string) {
  const page = await browser.get(link)
  return browser.submit(link, page.body)
}

export const allMailTokens = statement((q) => q.selectFrom('mail_token').selectAll().orderBy('id'))
export const allMails = statement((q) => q.selectFrom('mail_outbox').selectAll().orderBy('id'))

export const tokensOf = ({ db }: TestServer): Promise<MailTokenRow[]> => db.all(allMailTokens, {})
