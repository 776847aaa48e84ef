/**
 * Whatever colour a tenant chooses, everything can be read: computed as the browser shows it, by Chromium itself.
 */
import t from 'tap'
import { buildAssets } from '../../src/http/assets.ts'
import { launchChromium, withoutChromium } from '../helpers/chromium.ts'

/** What is read, or has to be seen, on what. The page itself goes from `lit` to `dusk`. */
const PAGE = ['lit', 'dusk']
const READ: Readonly<Record<string, readonly string[]>> = {
  ink: [...PAGE, 'well', 'tint', 'tint-2'],
  'ink-2': [...PAGE, 'well', 'tint', 'tint-2'],
  text: [...PAGE, 'well', 'tint', 'tint-2', 'warn-bg', 'bad-bg'],
  'on-fill': ['fill'],
  'on-veil': ['veil'],
  bad: [...PAGE, 'well', 'bad-bg'],
  warn: ['warn-bg'],
  good: [...PAGE, 'well'],
}
const SEEN: Readonly<Record<string, readonly string[]>> = {
  edge: [...PAGE, 'well', 'tint'],
  line: [...PAGE, 'well'],
  // Focus rings and beads.
  text: [...PAGE, 'well', 'tint', 'tint-2'],
  bad: [...PAGE, 'well'],
  ink: ['well', 'tint'],
}

const TOKENS = [...new Set([...Object.entries(READ), ...Object.entries(SEEN)].flat(2))]

/** A cube of six steps each way, and the accents that were tried by eye. */
const steps = ['00', '33', '66', '99', 'cc', 'ff']
const ACCENTS = [
  ...steps.flatMap((r) => steps.flatMap((g) => steps.map((b) => `#${r}${g}${b}`))),
  ...[
    '#0f5c4c',
    '#ffd500',
    '#777777',
    '#767676',
    '#808080',
    '#87ceeb',
    '#ffa500',
    '#000080',
    '#010101',
    '#fefefe',
  ],
]

type Rgb = readonly [number, number, number]
type Shown = Readonly<Record<string, Rgb>>

/** WCAG 2.2, relative luminance and contrast ratio. */
const linear = (part: number) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
const luminance = ([r, g, b]: Rgb) =>
  0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255)
function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** Every pair of a table that has less than it must. */
function tooNear(table: typeof READ, shown: Shown, least: number): string[] {
  return Object.entries(table).flatMap(([front, backs]) =>
    backs.flatMap((back) => {
      const ratio = contrast(shown[front] as Rgb, shown[back] as Rgb)
      return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}`]
    }),
  )
}

t.test(
  `WCAG 2.2 §1.4.3, §1.4.11: with each of ${ACCENTS.length} colours all can be read and seen`,
  { skip: withoutChromium },
  async (t) => {
    const assets = buildAssets(new URL('../../', import.meta.url))
    const sheets = ['style.css', 'enrol.css', 'dev.css'].map((name) => assets.find(name)?.body('identity'))
    const css = (await Promise.all(sheets)).join('')
    t.ok(ACCENTS.length > 200)
    for (const [, token = ''] of css.matchAll(/[^-]color: ?var\(--([\w-]+)\)/g)) {
      t.ok(token in READ || token in SEEN, `${token} is in the tables`)
    }
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme })
      await page.setContent(
        `<!doctype html><style>${css}</style><canvas width="${TOKENS.length}" height="1">`,
      )
      const all: Shown[] = await page.evaluate(shownColours, { accents: ACCENTS, tokens: TOKENS })
      for (const [index, accent] of ACCENTS.entries()) {
        const shown = all[index] as Shown
        const faults = [...tooNear(READ, shown, 4.5), ...tooNear(SEEN, shown, 3)]
        t.same(faults, [], `${accent}, ${colorScheme}`)
      }
      await page.close()
    }
  },
)

/** Runs in the page: each token as it is painted, whatever colour space it is written in. */
function shownColours({ accents, tokens }: { accents: string[]; tokens: string[] }): Shown[] {
  const root = document.documentElement
  const probe = document.body.appendChild(document.createElement('i'))
  const context = document.querySelector('canvas')?.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  return accents.map((accent) => {
    root.style.setProperty('--accent', accent)
    for (const [at, token] of tokens.entries()) {
      probe.style.color = `var(--${token})`
      context.fillStyle = getComputedStyle(probe).color
      context.fillRect(at, 0, 1, 1)
    }
    const { data } = context.getImageData(0, 0, tokens.length, 1)
    return Object.fromEntries(
      tokens.map((token, at) => [token, [...data.slice(4 * at, 4 * at + 3)] as unknown as Rgb]),
    )
  })
}
