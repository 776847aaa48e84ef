/** A new PIN, typed twice. */
import { isCommonPin } from '../passcode/common-pins.ts'
import { parsePin } from '../passcode/pin.ts'
import type { NewSecret } from './new-secret.ts'
import { makePinCells } from './pin-cells.ts'
import { tellSoon } from './told-hint.ts'
import { element, showError, word } from './words.ts'

/** @param length that the tenant asks for */
export function makeNewPin(length: number): NewSecret {
  const pin = { field: element<HTMLInputElement>('#pin'), cells: makePinCells('pin') }
  const repeat = { field: element<HTMLInputElement>('#repeat'), cells: makePinCells('repeat') }
  const digitsOf = ({ field }: typeof pin) => {
    const digits = parsePin(field.value)
    return digits?.length === length ? digits : undefined
  }
  const faultOfPin = () => {
    const digits = digitsOf(pin)
    if (!digits) return 'no-pin'
    return isCommonPin(digits) ? 'common-pin' : undefined
  }
  const faultOfRepeat = () => {
    if (!repeat.field.value) return 'no-pin'
    return repeat.field.value === pin.field.value ? undefined : 'differ'
  }

  const advise = (part: typeof pin, fault: () => string | undefined, praise: string) => {
    const missing = length - part.field.value.length
    if (missing > 0 && missing < length) return tellSoon(part.field, word('to-go', { count: missing }))
    tellSoon(part.field, missing === 0 && !fault() ? word(praise) : '', true)
  }
  pin.field.addEventListener('input', () => advise(pin, faultOfPin, 'good-pin'))
  repeat.field.addEventListener('input', () => advise(repeat, faultOfRepeat, 'match'))
  pin.field.addEventListener('blur', () => {
    if (pin.field.value) showError(pin.field, faultOfPin())
    if (repeat.field.value) showError(repeat.field, faultOfRepeat())
  })
  repeat.field.addEventListener('blur', () => {
    if (repeat.field.value) showError(repeat.field, faultOfRepeat())
  })

  return {
    check() {
      const faults = [faultOfPin(), faultOfRepeat()]
      showError(pin.field, faults[0])
      showError(repeat.field, faults[1])
      const first = [pin, repeat].find((_, index) => faults[index])
      return first?.cells.focus
    },
    clear() {
      for (const { field, cells } of [pin, repeat]) {
        cells.clear()
        tellSoon(field, '')
      }
    },
    read() {
      const digits = digitsOf(pin)
      return digits && !faultOfRepeat() ? { method: 'pin', digits } : undefined
    },
  }
}
