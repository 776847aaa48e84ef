/**
 * Signing in with a passcode: how long a person waits, what it costs the server, and what the page weighs.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { buildAssets } from '../../src/http/assets.ts'
import { launchChromium } from '../../test/helpers/chromium.ts'
import { type Figure, median } from './figures.ts'
import { AT_ONCE, openPages, prove, sendFinishes, sendStarts } from './http-login.ts'
import { prepareOurs, startServer } from './our-side.ts'
import { pageWeight } from './page-weight.ts'
import { addPeople, authorizeUrl, CROWD } from './passcode-people.ts'
import { cpuMs, SERVER_CORE, startNode, stop } from './processes.ts'
import type { Report } from './report.ts'
import { bareLogin, pressToRedirect } from './sign-in-in-chromium.ts'

const ROOT = new URL('../../', import.meta.url)
const SIGN_INS = 7
/** Of both sides: until what runs often is compiled, as in a server that has been up for a while. */
const WARM_UP_ROUNDS = 30
const BARE_LOGINS_A_ROUND = 200
const PAGE_LIMIT = 40_000
const BARE = join(import.meta.dirname, 'bare-server-login.ts')

type Pair = Readonly<{ ours: number; theirs: number }>

export async function benchPasscode(folder: string, rounds: number): Promise<Report> {
  const prepared = await prepareOurs(folder, addPeople, { TRUST_PROXY: 'loopback' })
  const { public_url } = prepared.config
  const server = await startServer(prepared)
  try {
    const { bytes, files } = await pageWeight(authorizeUrl(public_url))
    const cpu = await compareCpu(server, public_url, rounds)
    const wait = await compareWait(public_url)
    return {
      title: 'Signing in with a passcode',
      circumstances: [
        `press to redirect: ${SIGN_INS} in Chromium in turn with the same worker's bare steps (Argon2id 64 MiB, 3 passes), medians`,
        `server CPU of start and finish: ${rounds} rounds of ${CROWD.length} logins over HTTP, ${AT_ONCE} at once, after ${WARM_UP_ROUNDS} more to warm up, in turn with bare startLogin and finishLogin, medians`,
        `page: ${files} files as they are sent, with the scripts of PIN and pattern, without the worker`,
      ],
      theirs: 'bare OPAQUE',
      figures: [
        { what: 'press to redirect in Chromium', unit: 'ms', ...wait, goal: { most: 1.3 } },
        { what: 'server CPU of a login', unit: 'ms', ...cpu, goal: { most: 1.7 } },
        pageFigure(bytes),
      ],
    }
  } finally {
    await stop(server)
  }
}

const pageFigure = (bytes: number): Figure => ({
  what: 'sign-in page without the worker',
  unit: 'bytes',
  ours: bytes,
  theirs: undefined,
  goal: { most: PAGE_LIMIT },
})

async function compareCpu(server: ChildProcess, public_url: string, rounds: number): Promise<Pair> {
  const bare = startNode(SERVER_CORE, [BARE], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    await once(bare, 'message')
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
      const [both, alone] = [await loginCpu(server, public_url), await bareCpu(bare)]
      if (round < 0) continue
      ours.push(both)
      theirs.push(alone)
    }
    return { ours: median(ours), theirs: median(theirs) }
  } finally {
    await stop(bare)
  }
}

/** What the pages cost is not counted, and nobody computes while the server is busy. */
async function loginCpu(server: ChildProcess, public_url: string): Promise<number> {
  const waiting = await openPages(public_url, CROWD)
  const before_start = cpuMs(server)
  const answered = await sendStarts(public_url, waiting)
  const for_starts = cpuMs(server) - before_start
  const proven = await prove(public_url, answered)
  const before_finish = cpuMs(server)
  await sendFinishes(public_url, proven)
  return (for_starts + cpuMs(server) - before_finish) / CROWD.length
}

async function bareCpu(bare: ChildProcess): Promise<number> {
  const told = once(bare, 'message')
  bare.send(BARE_LOGINS_A_ROUND)
  return Number((await told)[0])
}

async function compareWait(public_url: string): Promise<Pair> {
  const browser = await launchChromium()
  try {
    const library_url = buildAssets(ROOT).url('opaque.js')
    const [ours, theirs]: [number[], number[]] = [[], []]
    // The first of each is for warming up.
    for (let round = 0; round <= SIGN_INS; round += 1) {
      const [whole, bare] = [
        await pressToRedirect(browser, public_url),
        await bareLogin(browser, public_url, library_url),
      ]
      if (round === 0) continue
      ours.push(whole)
      theirs.push(bare)
    }
    return { ours: median(ours), theirs: median(theirs) }
  } finally {
    await browser.close()
  }
}
