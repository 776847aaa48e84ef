/**
 * Somebody who looks after the own account: ann, signed in with a browser that nobody has used before.
 */
import type { Test } from 'tap'
import { type Account, decideAccount } from '../../src/domain/account/account.ts'
import { Browser, givenPerson, givenRp } from './authorization.ts'
import { startServer, type TestServer } from './fixtures.ts'
import { cookieOf } from './links.ts'

export type AccountScene = Readonly<{
  server: TestServer
  ann: Buffer
  browser: Browser
  /** Address of the account. */
  url: string
}>

export async function accountScene(
  t: Test,
  options: Parameters<typeof givenPerson>[2] = {},
  settings: Parameters<typeof startServer>[1] = {},
): Promise<AccountScene> {
  const server = await startServer(t, settings)
  await givenRp(server)
  const ann = await givenPerson(server, 'ann', options)
  const browser = new Browser(server)
  await browser.signIn(ann)
  return { server, ann, browser, url: `${server.issuer}/account` }
}

/** As the domain sees whoever is signed in with the browser. */
export async function accountIn({
  server,
  browser,
}: Pick<AccountScene, 'server' | 'browser'>): Promise<Account> {
  const decision = await decideAccount(await server.tenant(), cookieOf(browser, 'session'), false)
  if (decision.next !== 'show') throw new Error('nobody is signed in')
  return decision.account
}

/** A form of a page of the account, as it is sent by its button. */
export async function send(
  browser: Browser,
  page: string,
  action: string,
  fields: Record<string, string> = {},
) {
  return browser.submit(action, (await browser.get(page)).body, fields)
}
