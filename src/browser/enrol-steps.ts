/** The steps of the enrolment page: one page, of which one step is seen, with Back and Forward between them. */
import { element, word } from './words.ts'

/** `changed` is the second step once more, when the picture came back as another. */
export type Step = 'first' | 'again' | 'changed' | 'codes'

const NUMBER = { first: 1, again: 2, changed: 2, codes: 3 } as const satisfies Record<Step, number>

const leaf = element('main')
const heading = element('h1')
const progress = document.querySelector('.progress span:last-child')
const tenant_part = document.title.slice(heading.textContent.length)
let at: Step = 'first'

export const currentStep = (): Step => at

export function show(step: Step): void {
  if (at === step) return
  at = step
  for (const part of document.querySelectorAll<HTMLElement>('[data-at]')) {
    part.hidden = !part.dataset['at']?.split(' ').includes(step)
  }
  heading.textContent = word(`heading-${step}`)
  document.title = heading.textContent + tenant_part
  leaf.dataset['step'] = String(NUMBER[step])
  if (progress) progress.textContent = word('step', { step: NUMBER[step] })
  scrollTo(0, 0)
  heading.focus()
}

/** To a step that Back leads out of again. */
export function goTo(step: Step): void {
  history.pushState(step, '')
  show(step)
}

/** To the first step, from wherever it was refused. */
export function goBack(): void {
  show('first')
  history.back()
}

/** To a step that nothing leads out of. */
export function stayAt(step: Step): void {
  history.replaceState(step, '')
  show(step)
}

/** @param leave what is left behind when Back or Forward changes the step */
export function followHistory(leave: () => void): void {
  addEventListener('popstate', ({ state }) => {
    if (at === 'codes') return history.pushState('codes', '')
    leave()
    show(state === 'again' ? 'again' : 'first')
  })
  // After a reload the first step is shown, whichever it was.
  history.replaceState(null, '')
}
