/** The pattern: points tapped, drawn over or chosen by keys, or typed as numbers. The last one used wins. */
import { completePattern, parsePattern } from '../passcode/pattern.ts'
import type { SecretField } from './secret-field.ts'
import { element, showError, word } from './words.ts'

const pad = element('.pad')
const grid = Number(pad.dataset['grid']) as 3 | 4
const buttons = [...pad.querySelectorAll('button')]
const numbers = element<HTMLInputElement>('#pattern-numbers')
const toggle = element('#pattern-show')
let points: number[] = []

/** How far a key goes from a point, as long as it stays on the pad. */
const STEPS: Record<string, (at: number) => number> = {
  ArrowRight: (at) => ((at + 1) % grid ? at + 1 : at),
  ArrowLeft: (at) => (at % grid ? at - 1 : at),
  ArrowDown: (at) => (at + grid < buttons.length ? at + grid : at),
  ArrowUp: (at) => (at >= grid ? at - grid : at),
  Home: () => 0,
  End: () => buttons.length - 1,
}

function draw(chosen: number[]): void {
  points = chosen
  const is_shown = toggle.ariaPressed === 'true'
  pad.classList.toggle('shown', is_shown)
  for (const [point, button] of buttons.entries()) button.ariaPressed = String(points.includes(point))
  const trail = points.map((point) => `${(point % grid) + 0.5},${Math.floor(point / grid) + 0.5}`)
  element('.pad polyline').setAttribute('points', is_shown ? trail.join(' ') : '')
  element('.beads').replaceChildren(...points.map(() => document.createElement('i')))
  const count = points.length ? word('points', { count: points.length }) : word('no-points')
  element('.count [role=status]').textContent = count
  pad.dispatchEvent(new Event('change'))
}

/** With those passed over; undefined when it is no pattern, or none at all. */
export const drawnPattern = (): number[] | undefined =>
  numbers.value ? parsePattern(grid, numbers.value) : completePattern(grid, points)

function touch(target: EventTarget | null): void {
  const point = buttons.indexOf(target as HTMLButtonElement)
  if (point < 0 || points.includes(point)) return
  numbers.value = ''
  showError(numbers)
  const chosen = [...points, point]
  draw(completePattern(grid, chosen) ?? chosen)
  const glow = (is_on: boolean) => buttons[point]?.classList.toggle('touched', is_on)
  glow(true)
  setTimeout(glow, 140, false)
}

function moveTo(point: number): void {
  for (const [index, button] of buttons.entries()) button.tabIndex = index === point ? 0 : -1
  buttons[point]?.focus()
}

function clear(): void {
  numbers.value = ''
  showError(numbers)
  draw([])
}

pad.addEventListener('pointerdown', (event) => touch(event.target))
document.addEventListener('pointermove', (event) => {
  if (event.buttons && pad.contains(document.activeElement)) {
    touch(document.elementFromPoint(event.clientX, event.clientY))
  }
})
// Keys and screen readers; of a point that was tapped, the click finds it chosen.
pad.addEventListener('click', (event) => touch(event.target))
pad.addEventListener('keydown', (event) => {
  const step = STEPS[event.key]
  if (step) moveTo(step(buttons.indexOf(event.target as HTMLButtonElement)))
  else if (event.key === 'Backspace') draw(points.slice(0, -1))
  else return
  event.preventDefault()
})
numbers.addEventListener('input', () => {
  showError(numbers)
  draw([])
})
toggle.addEventListener('click', () => {
  toggle.ariaPressed = String(toggle.ariaPressed !== 'true')
  draw(points)
})
element('#pattern-clear').addEventListener('click', clear)

export const patternPad: SecretField = {
  focus: () => buttons.find((button) => button.tabIndex === 0)?.focus(),
  clear,
  read() {
    const chosen = drawnPattern()
    if (chosen) return { method: 'pattern', grid, points: chosen }
    showError(numbers, 'no-pattern')
  },
}
