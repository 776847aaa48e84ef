/** What a field says while it is filled, in the place of its hint: a second after the last key. */
import { element } from './words.ts'

const HINT_DELAY_MS = 1000
const timers = new Map<HTMLElement, ReturnType<typeof setTimeout>>()

/** @param text empty: the hint again */
export function tellSoon(field: HTMLInputElement, text: string, is_good = false): void {
  const told = element(`#${field.id}-hint .told`)
  clearTimeout(timers.get(told))
  const say = () => {
    told.textContent = text
    told.classList.toggle('good', is_good)
  }
  timers.set(told, setTimeout(say, HINT_DELAY_MS))
}
