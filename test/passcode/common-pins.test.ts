import t from 'tap'
import { isCommonPin } from '../../src/passcode/common-pins.ts'

const pinsOf = (length: number): string[] =>
  Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0'))

t.test('Visual passcode: the PINs that people choose most are common', async (t) => {
  const four =
    '1234 1111 0000 1212 7777 1004 2000 4444 2222 6969 9999 3333 5555 6666 1122 1313 8888 4321 2001 1010 2580 0852 1998'
  const six =
    '123456 654321 111111 000000 123123 666666 121212 112233 789456 159753 147258 123321 101010 696969 012345'
  for (const pin of `${four} ${six}`.split(' ')) t.ok(isCommonPin(pin), pin)
})

t.test('Visual passcode: each rule, at any length', async (t) => {
  const common = {
    'one digit': '000 77777 999999999999',
    'up and down, by one or two, past the ends': '234 98765 2468 9753 7890 0987 8901 567890123456 86420',
    'repeated groups': '3434 250250 19841984 123412341234',
    'digits in groups': '4466 771199 222888',
    'the same backwards': '585 2772 40304 135531',
    'a digit and zeros': '100 5000 700000',
    'pairs that count': '010203 131415 102030 908070 223344',
    years: '1940 1969 1999 2029',
    'days of a year': '311299 123199 991231 290200 040776 31121999 12311999 20291231',
    'lines of the keypad': '147 1470 0147 258456 369258147 7531590',
    'rounds of the keypad': '1236 2147 987412 41236987 1397 7139 6842 2684',
    'constants and words': '3141 271828 1337 5683 0007 520131',
  }
  for (const [rule, pins] of Object.entries(common)) {
    for (const pin of pins.split(' ')) t.ok(isCommonPin(pin), `${rule}: ${pin}`)
  }
})

t.test('Visual passcode: others are not', async (t) => {
  const uncommon =
    '4271 8306 1930 2030 5942 9027 749 83 60417 392816 310635 300299 321399 132599 000199 010050 47291835 11223 2814 61739 1000200 33221 14071789'
  for (const pin of uncommon.split(' ')) t.notOk(isCommonPin(pin), pin)
})

t.test('Visual passcode: by far most PINs are left to choose from', async (t) => {
  t.equal(pinsOf(4).filter(isCommonPin).length, 486)
  const some = pinsOf(6).filter((_, index) => index % 7 === 0)
  t.ok(some.filter(isCommonPin).length < some.length * 0.09)
})
