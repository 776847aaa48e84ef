/**
 * An application of the guide for confidential clients, as a process of its own beside a server in dev mode, and a person
 * who signs in to it in a real browser.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { registerClient } from '../../src/domain/clients/client-registration.ts'
import { launchChromium } from './chromium.ts'
import { QUICK_START, type Running, watch } from './command-line.ts'
import { type DevServer, devServer } from './dev-server.ts'
import { freePort } from './listening.ts'
import { button, field } from './sign-in-page.ts'

const NODE_MODULES = join(import.meta.dirname, '../../node_modules')

/** What an administrator hands to whoever writes the application. */
export type Handed = Readonly<{
  discovery_url: string
  client_id: string
  client_secret: string
  redirect_uri: string
}>

export type Scene = Readonly<{
  dev: DevServer
  page: Page
  handed: Handed
  /** Where the application is to listen. */
  port: number
}>

export async function guidedScene(t: Test): Promise<Scene> {
  const dev = await devServer(t)
  const port = await freePort()
  const redirect_uri = `http://localhost:${port}/auth/callback`
  const { client, client_secret = '' } = await registerClient(await dev.tenant(), {
    client_id: undefined,
    client_type: 'confidential',
    metadata: { client_name: 'Harbour Notes', redirect_uris: [redirect_uri] },
  })
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const discovery_url = `${dev.issuer}/.well-known/openid-configuration`
  const handed = { discovery_url, client_id: client.client_id, client_secret, redirect_uri }
  return { dev, page: await browser.newPage(), handed, port }
}

type Process = Readonly<{
  /** By path, what stands in its folder. */
  files: Readonly<Record<string, string>>
  command: string
  parameters: readonly string[]
  env: NodeJS.ProcessEnv
  /** What it prints when it can be asked. */
  ready: RegExp
}>

/** @returns the process, which ends with the test; what it prints comes in one stream */
export async function startApplication(
  t: Test,
  { files, command, parameters, env, ready }: Process,
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-guided-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  symlinkSync(NODE_MODULES, join(folder, 'node_modules'))
  const child = spawn('/bin/sh', ['-c', 'exec "$0" "$@" 2>&1', command, ...parameters], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: folder, ...QUICK_START, ...env },
  })
  const running = watch(child)
  t.teardown(async () => {
    child.kill('SIGTERM')
    await running.ended
    rmSync(folder, { recursive: true })
  })
  await running.says(ready)
  return running
}

/** On the sign-in page that the application led to, with the picture and PIN that dev mode gave Ada. */
export async function signInAsAda({ dev, page }: Scene): Promise<void> {
  await page.locator('#sign-in[data-ready]').waitFor()
  await field(page, 'Username').fill(dev.person.username)
  await field(page, 'Picture').setInputFiles(dev.person.picture_file)
  await field(page, 'PIN').fill(dev.person.pin)
  await button(page, 'Sign in').click()
}
