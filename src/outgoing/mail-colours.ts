/**
 * The two colours that a mail derives from a tenant's accent, as the pages' stylesheet does: mail programs know no
 * relative colours.
 *
 * Implements: WCAG 2.2 §1.4.3 (relative luminance).
 */
export type MailColours = Readonly<{
  accent: string
  /** The accent, dark enough to be read on white. */
  text: string
  /** What is read on the accent. */
  on_accent: '#ffffff' | '#000000'
}>

/** The most that text on white may have, and the luminance at which black and white are read alike. */
const TEXT_LUMINANCE = 0.12
const EVEN_LUMINANCE = 0.179

/** @param accent in the form #rrggbb */
export function mailColours(accent: string): MailColours {
  const light = [1, 3, 5].map((at) => linear(Number.parseInt(accent.slice(at, at + 2), 16) / 255))
  const [r = 0, g = 0, b = 0] = light
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
  const scale = Math.min(1, TEXT_LUMINANCE / Math.max(luminance, 0.0001))
  return {
    accent,
    text: `#${light.map((part) => hex(encoded(part * scale))).join('')}`,
    on_accent: luminance < EVEN_LUMINANCE ? '#ffffff' : '#000000',
  }
}

const linear = (part: number): number => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)

const encoded = (part: number): number =>
  part <= 0.003_130_8 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055

/** Rounded down, so that nothing gets lighter than it was computed to be. */
const hex = (part: number): string =>
  Math.floor(part * 255 + 1e-9)
    .toString(16)
    .padStart(2, '0')
