/** A new pattern, drawn once with its trail to be seen. */
import { isCommonPattern } from '../passcode/common-patterns.ts'
import type { NewSecret } from './new-secret.ts'
import { drawnPattern, patternPad } from './pattern-pad.ts'
import { element, showError, word } from './words.ts'

/** @param least points that the tenant asks for */
export function makeNewPattern(least: number): NewSecret {
  const box = element('.field.for-pattern')
  const pad = element('.pad')
  const beads = element('.beads')
  const numbers = element<HTMLInputElement>('#pattern-numbers')
  const grid = Number(pad.dataset['grid']) as 3 | 4
  const faultOf = (points: number[] | undefined) => {
    if (!points) return 'no-pattern'
    if (points.length < least) return 'short-pattern'
    return isCommonPattern(grid, points) ? 'common-pattern' : undefined
  }

  // The pad has drawn its beads anew, one for each point.
  const advise = () => {
    const drawn = beads.childElementCount
    const count = numbers.value ? (drawnPattern()?.length ?? 0) : drawn
    const missing = Math.max(0, least - count)
    beads.append(...Array.from({ length: Math.max(0, least - drawn) }, openBead))
    element('#pattern-advice .told').textContent = count && missing ? word('more', { count: missing }) : ''
  }
  pad.addEventListener('change', advise)
  box.addEventListener('focusout', ({ relatedTarget }) => {
    const is_left = !box.contains(relatedTarget as Node | null)
    const points = drawnPattern()
    if (is_left && points) showError(numbers, faultOf(points))
  })
  advise()

  return {
    check() {
      const fault = faultOf(drawnPattern())
      showError(numbers, fault)
      return fault && patternPad.focus
    },
    clear: patternPad.clear,
    read() {
      const points = drawnPattern()
      return points && { method: 'pattern', grid, points }
    },
  }
}

function openBead(): HTMLElement {
  const bead = document.createElement('i')
  bead.className = 'open'
  return bead
}
