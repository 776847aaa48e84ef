/** The line above the button says one thing at a time: a promise, then progress, then an error. */
import { element, word } from './words.ts'

const { dataset } = element('.line')
const said = element('.said')
const alarm_text = element('.alarm')
const timer = element('.timer')
let title = ''
let later: ReturnType<typeof setTimeout> | undefined

/** Back to the promise. */
export function clear(): void {
  clearTimeout(later)
  for (const part of [said, alarm_text, timer]) part.textContent = ''
  delete dataset['tone']
  if (title) document.title = title
  title = ''
}

/** To be seen and heard. */
export function say(text: string): void {
  clear()
  dataset['tone'] = 'said'
  said.classList.remove('unseen')
  said.textContent = text
}

/** Only heard; an alarm or a countdown goes on beside it. */
export function mention(text: string): void {
  if (dataset['tone'] === 'said') return
  said.classList.add('unseen')
  said.textContent = text
}

export function sayWorking(): void {
  clear()
  mention(word('checking-said'))
  later = setTimeout(() => say(word('slow')), 2000)
}

export function alarm(text: string, tone: 'bad' | 'warn'): void {
  clear()
  dataset['tone'] = tone
  markTitle()
  // A moment later, so that the same text as before is said again.
  setTimeout(() => {
    if (dataset['tone'] === tone) alarm_text.textContent = text
  }, 50)
}

export function markTitle(): void {
  title ||= document.title
  document.title = word('error-title', { title })
}

/** Counts down beside an alarm, then calls back. */
export function countDown(seconds: number, done: () => void): void {
  const end = Date.now() + seconds * 1000
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000)
    timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
    later = setTimeout(left > 0 ? tick : done, 500)
  }
  tick()
}
