/**
 * Developers' pages: instants in the reader's zone and language, and commands that copy themselves.
 */
import './send-once.ts'

for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-tell]')) {
  time.textContent = time.dataset['tell'] === 'when' ? when(new Date(time.dateTime)) : distance(time)
  time.lang = navigator.language
}

/** A browser without a clipboard for this page keeps the buttons hidden: the text can be selected. */
if (navigator.clipboard) {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false
    button.addEventListener('click', () => copy(button))
  }
}

function when(date: Date): string {
  const time = date.toLocaleTimeString()
  if (date.toDateString() !== new Date().toDateString()) {
    return `${date.toLocaleDateString(undefined, { dateStyle: 'long' })}, ${time}`
  }
  const today = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(0, 'day')
  return `${today.charAt(0).toLocaleUpperCase()}${today.slice(1)}, ${time}`
}

function distance({ dataset }: HTMLTimeElement): string {
  const unit = dataset['unit'] as Intl.RelativeTimeFormatUnit
  return new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(Number(dataset['amount']), unit)
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset['copy'] ?? '')
  await navigator.clipboard.writeText(source?.textContent ?? '')
  button.textContent = 'Copied'
  const status = document.getElementById('copied')
  if (status) status.textContent = 'Copied'
}
