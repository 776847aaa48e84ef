/** A form is sent once: a second press, or Enter held down, sends nothing again. */
const sent = new WeakSet<HTMLFormElement>()

/** After so long nobody waits for the first answer any more: it was stopped, or got lost. */
const LOST_MS = 10_000

addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  // What a page's own script sends, it counts.
  if (event.defaultPrevented) return
  if (sent.has(form)) return event.preventDefault()
  sent.add(form)
  show(event.submitter, 'true')
  setTimeout(() => release(form), LOST_MS)
})

/** Back shows the page as it was left. */
addEventListener('pageshow', () => [...document.forms].forEach(release))

function release(form: HTMLFormElement): void {
  if (!sent.delete(form)) return
  for (const button of document.querySelectorAll<HTMLElement>('[data-sent]')) {
    if ((button as HTMLButtonElement).form === form) show(button, null)
  }
}

/** It keeps its focus and its name: never `disabled`. */
function show(button: HTMLElement | null, disabled: 'true' | null): void {
  if (!button) return
  button.ariaDisabled = disabled
  if (disabled) button.dataset['sent'] = ''
  else delete button.dataset['sent']
}
