/**
 * What a browser calls itself, in words that its owner knows. It may lie: the words are a hint, never a proof.
 *
 * Implements: RFC 9110 §10.1.5.
 */
export type BrowserName = Readonly<{ browser: string | undefined; system: string | undefined }>

/** The first that fits: each of them also names those below it. */
const BROWSERS = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const SYSTEMS = [
  [/\bWindows\b/, 'Windows'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const

export function browserName(user_agent: string | undefined): BrowserName {
  const named = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(user_agent ?? ''))?.[1]
  return { browser: named(BROWSERS), system: named(SYSTEMS) }
}
