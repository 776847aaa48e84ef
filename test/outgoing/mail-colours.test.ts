import t from 'tap'
import { mailColours } from '../../src/outgoing/mail-colours.ts'

/** WCAG 2.2, relative luminance, written down a second time. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const ACCENTS =
  '#0f5c4c #ffd500 #000000 #ffffff #ff0000 #87ceeb #0000ff #00ff00 #ff00ff #777777 #000080 #ffa500'.split(' ')

t.test(
  'WCAG 2.2 §1.4.3: whatever the accent, it can be read on white, and the button can be read',
  async (t) => {
    for (const accent of ACCENTS) {
      const { text, on_accent } = mailColours(accent)
      t.ok(contrast(text, '#ffffff') >= 4.5, `${accent}: ${text} on white`)
      t.ok(contrast(on_accent, accent) >= 4.5, `${on_accent} on ${accent}`)
    }
  },
)

t.test('WCAG 2.2 §1.4.3: an accent that can be read on white is left as it is', async (t) => {
  for (const accent of ['#0f5c4c', '#000000', '#0000ff', '#000080']) {
    t.same(mailColours(accent), { accent, text: accent, on_accent: '#ffffff' })
  }
  t.match(mailColours('#ffffff'), { text: '#616161', on_accent: '#000000' })
})
