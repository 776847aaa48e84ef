/**
 * The server in dev mode on a port of its own, with what its first start makes: the demo application, and Ada with her
 * picture and PIN.
 */
import { makeSample, type Sample } from '../../src/cli/sample.ts'
import type { Config } from '../../src/config.ts'
import type { DemoOptions } from '../../src/dev/demo.ts'
import { buildDevApp } from '../../src/dev/dev.ts'
import { findUserByName } from '../../src/domain/users/user.ts'
import { Browser } from './authorization.ts'
import type { Lasting, TestServer } from './fixtures.ts'
import { listeningServer } from './listening.ts'

export type DevServer = TestServer &
  Readonly<{ sample: Sample; person: NonNullable<Sample['person']>; url: string }>

/** @param options instead of what the first start makes, and of the settings of tests */
export async function devServer(
  t: Lasting,
  { settings, ...options }: Partial<DemoOptions & { settings: Partial<Config> }> = {},
): Promise<DevServer> {
  const server = await listeningServer(t, settings)
  await server.app.close()
  const sample = await makeSample(server.deps)
  if (!sample.person) throw new Error('the tenant does not take the PIN of the sample')
  const app = await buildDevApp(server.deps, { ...sample, ...options })
  await app.listen({ host: 'localhost', port: server.config.port })
  t.teardown(() => app.close())
  return { ...server, app, sample, person: sample.person, url: server.config.public_url }
}

/** A browser at the demo application that follows where it is sent, like a person who has allowed everything before. */
export class DemoBrowser extends Browser {
  readonly #dev: DevServer

  constructor(dev: DevServer) {
    super(dev)
    this.#dev = dev
  }

  /** Ada has a session at the server, and gets past the question whether to allow the demo application. */
  async signInAsAda(): Promise<string> {
    const ada = await findUserByName(await this.#dev.tenant(), 'ada')
    if (!ada) throw new Error('there is no ada')
    await this.signIn(ada.id)
    return this.follow('/demo/sign-in')
  }

  /** @returns the page at the end of all redirects */
  async follow(location: string): Promise<string> {
    const reply = await this.send({ url: this.#pathOf(location) })
    return this.#settle(location, reply)
  }

  /** @param form the address of a form of the demo application's page */
  async press(form: string, page: string): Promise<string> {
    return this.#settle(form, await this.submit(form, page))
  }

  async #settle(address: string, reply: Awaited<ReturnType<Browser['send']>>): Promise<string> {
    const { location } = reply.headers
    if (typeof location === 'string') return this.follow(location)
    if (!address.includes('/consent/')) return reply.payload
    return this.#settle('', await this.submit(address, reply.payload))
  }

  #pathOf(address: string): string {
    const { pathname, search } = new URL(address, this.#dev.url)
    return pathname + search
  }
}

/** What a person reads. */
export const textOf = (page: string): string =>
  page
    .replace(/<head>.*?<\/head>|<[^>]*>/gs, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ')
