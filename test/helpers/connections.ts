/**
 * What tests of connections begin with: a provider of somebody else, a connection to it, a client, a browser.
 */
import { statement } from '../../src/store/statement.ts'
import { answerOf, Browser, givenRp } from './authorization.ts'
import { type Lasting, startServer, type TestServer } from './fixtures.ts'
import { givenQuickKeys } from './given.ts'
import { givenConnection, REACHES_PROVIDER, upstreamProvider } from './upstream-provider.ts'

export { answerOf }

/** @param settings of the connection `corporate` */
export const connectionScene = async (t: Lasting, settings: Readonly<Record<string, unknown>> = {}) =>
  connectionSceneOn(t, await startServer(t, REACHES_PROVIDER), settings)

/** @param server that reaches the provider */
export async function connectionSceneOn(
  t: Lasting,
  server: TestServer,
  settings: Readonly<Record<string, unknown>>,
) {
  await givenQuickKeys(server)
  await givenRp(server)
  const provider = await upstreamProvider(t, server)
  await givenConnection(server, provider, settings)
  const browser = new Browser(server)
  return { server, provider, browser }
}

export type ConnectionScene = Awaited<ReturnType<typeof connectionScene>>

/** Sent away by an authorization request. @returns the address of the provider */
export async function depart(
  { browser }: Pick<ConnectionScene, 'browser'>,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const start = await browser.authorize({ connection: 'corporate', ...parameters })
  const departed = await browser.get(String(start.headers['location']))
  return String(departed.headers['location'])
}

/** There and back again. @returns the answer that the browser gets as it comes back */
export async function visit(
  scene: ConnectionScene,
  parameters: Readonly<Record<string, string>> = {},
  instead: Readonly<Record<string, string | undefined>> = {},
) {
  return scene.browser.get(scene.provider.signIn(await depart(scene, parameters), instead))
}

/** Read past the statements that are tested. */
export const allUpstreamAccounts = statement((q) =>
  q.selectFrom('upstream_account').selectAll().orderBy('created_at').orderBy('subject'),
)
export const allUsers = statement((q) => q.selectFrom('user').selectAll().orderBy('id'))
export const allSessions = statement((q) => q.selectFrom('session').selectAll().orderBy('id'))

/** Where the page leads that a browser gets as it comes back; undefined: it is not let in. */
export const onwardOf = (reply: { headers: Record<string, unknown> }): string =>
  String(reply.headers['refresh']).replace(/^0; url=/, '')
