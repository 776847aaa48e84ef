import t from 'tap'
import { foldDigits, parsePin } from '../../src/passcode/pin.ts'

t.test('Unicode §4.6: decimal digits of every script are folded to ASCII', async (t) => {
  t.equal(foldDigits('٠١٢٣٤٥٦٧٨٩'), '0123456789', 'Arabic-Indic')
  t.equal(foldDigits('۰۱۲۳۴۵۶۷۸۹'), '0123456789', 'extended Arabic-Indic')
  t.equal(foldDigits('०१२३४५६७८९'), '0123456789', 'Devanagari')
  t.equal(foldDigits('０１２３４５６７８９'), '0123456789', 'fullwidth')
  t.equal(foldDigits('𝟎𝟗𝟘𝟡𝟢𝟫𝟬𝟵𝟶𝟿'), '0909090909', 'the five mathematical runs')
  t.equal(foldDigits('a1-²½'), 'a1-²½', 'the rest stays')
})

t.test('Unicode §4.6: each run of decimal digits counts from 0 to 9', async (t) => {
  const digits = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    .filter((character) => /\p{Nd}/u.test(character))
  t.ok(digits.length >= 650)
  t.equal(foldDigits(digits.join('')), '0123456789'.repeat(digits.length / 10))
})

t.test('Visual passcode: a PIN has 3 to 12 digits, leading zeros kept', async (t) => {
  t.equal(parsePin('000'), '000')
  t.equal(parsePin('٠٠٧'), '007')
  t.equal(parsePin('012345678901'), '012345678901')
  for (const text of ['', '12', '0123456789012', '12a', '12 34', '-123', '1.23', '12²']) {
    t.equal(parsePin(text), undefined, JSON.stringify(text))
  }
})
