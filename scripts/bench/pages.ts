/**
 * Pages as a browser meets them: what each weighs, and how the sign-in page comes up in Chromium.
 */
import type { Browser } from 'playwright-core'
import { launchChromium } from '../../test/helpers/chromium.ts'
import { type Figure, median } from './figures.ts'
import { prepareOurs, startServer, TENANT } from './our-side.ts'
import { pageWeight } from './page-weight.ts'
import { addPeopleAndOpen, authorizeUrl } from './passcode-people.ts'
import { stop, useEveryCore } from './processes.ts'
import type { Report } from './report.ts'

const VISITS = 7
const PAGE_LIMIT = 60_000
const MOST_MS_TO_PAINT = 100

type Visit = Readonly<{ paint_ms: number; layout_shift: number; other_hosts: number }>

export async function benchPages(folder: string): Promise<Report> {
  const prepared = await prepareOurs(folder, addPeopleAndOpen)
  const server = await startServer(prepared)
  useEveryCore()
  const browser = await launchChromium()
  try {
    const { public_url } = prepared.config
    const sign_in = authorizeUrl(public_url)
    const visits: Visit[] = []
    for (let round = 0; round < VISITS; round += 1) visits.push(await visit(browser, sign_in))
    return {
      title: 'Pages',
      circumstances: [
        `sign-in page: ${VISITS} visits in Chromium, each with an empty cache and on every core; the worst of all, of the paint the median`,
        'weights: all that a page needs as it is sent, without the worker',
      ],
      theirs: '',
      figures: [...arrivals(visits), ...(await weights(public_url, prepared.cookie))],
    }
  } finally {
    await browser.close()
    await stop(server)
  }
}

const alone = (what: string, unit: string, ours: number, most: number): Figure => ({
  what,
  unit,
  ours,
  theirs: undefined,
  goal: { most },
})

const arrivals = (visits: readonly Visit[]): Figure[] => [
  alone(
    'first paint after the response',
    'ms',
    median(visits.map(({ paint_ms }) => paint_ms)),
    MOST_MS_TO_PAINT,
  ),
  alone('layout shift', '', Math.max(...visits.map(({ layout_shift }) => layout_shift)), 0),
  alone('requests to other hosts', '', Math.max(...visits.map(({ other_hosts }) => other_hosts)), 0),
]

async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await (await browser.newContext()).newPage()
  const hosts: string[] = []
  page.on('request', (request) => hosts.push(new URL(request.url()).host))
  try {
    await page.goto(url)
    await page.locator('#sign-in[data-ready]').waitFor()
    const { paint_ms, layout_shift } = await page.evaluate(timesOfPage)
    const { host } = new URL(url)
    return { paint_ms, layout_shift, other_hosts: hosts.filter((each) => each !== host).length }
  } finally {
    await page.context().close()
  }
}

/** Runs in the page. */
async function timesOfPage(): Promise<{ paint_ms: number; layout_shift: number }> {
  const seen = (type: string) =>
    new Promise<PerformanceEntry[]>((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries()))
      observer.observe({ type, buffered: true })
      // Where there is none, nobody is called.
      setTimeout(() => resolve([]), 500)
    })
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const [paint] = (await seen('paint')).filter(({ name }) => name === 'first-contentful-paint')
  if (!navigation || !paint) throw new Error('nothing was painted')
  const shifts = (await seen('layout-shift')) as (PerformanceEntry & { value: number })[]
  const layout_shift = shifts.reduce((sum, { value }) => sum + value, 0)
  return { paint_ms: paint.startTime - navigation.responseEnd, layout_shift }
}

/** As somebody sees them who is signed in and, with `prompt`, as somebody who is not. */
async function weights(public_url: string, cookie: string): Promise<Figure[]> {
  const sign_in = authorizeUrl(public_url)
  const issuer = `${public_url}/api/oidc/${TENANT}`
  const pages = [
    ['sign in', sign_in, ''],
    ['sign up', `${sign_in}&prompt=create`, ''],
    ['recovery', `${issuer}/recover`, ''],
    ['consent', `${sign_in}&prompt=consent`, cookie],
    ['change', `${issuer}/change`, cookie],
    ['sign out', `${issuer}/logout`, cookie],
  ] as const
  const figures: Figure[] = []
  for (const [name, url, signed_in] of pages) {
    const { bytes } = await pageWeight(url, signed_in)
    figures.push(alone(`page: ${name}`, 'bytes', bytes, PAGE_LIMIT))
  }
  return figures
}
