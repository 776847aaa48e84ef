/** Recovery codes, shown once: copied, saved to a file or printed before the person goes on. */
import { saveFile } from './save-file.ts'
import './send-once.ts'
import { element, showError, word } from './words.ts'

const FILE_NAME = 'recovery-codes.txt'

const list = element('#codes')
const saved = element<HTMLInputElement>('#saved')
const date = element<HTMLTimeElement>('#paper-date')

/** Shows them in a page that was there before they were. */
export function showCodes(codes: readonly string[], username: string, next: string): void {
  const items = codes.map((code) => {
    const item = document.createElement('li')
    const text = document.createElement('code')
    text.textContent = code
    item.append(text)
    return item
  })
  list.replaceChildren(...items)
  list.dataset['next'] = next
  element('#paper-username').textContent = username
  dateThem()
}

function dateThem(): void {
  const today = new Date()
  date.dateTime = today.toISOString().slice(0, 10)
  date.textContent = today.toLocaleDateString(document.documentElement.lang, { dateStyle: 'long' })
}

/** As on paper. */
function asText(): string {
  const facts = [...document.querySelectorAll('.paper > div')].map((fact) =>
    [...fact.children].map((part) => part.textContent).join(' '),
  )
  const codes = [...list.children].map(
    (item, index) => `${String(index + 1).padStart(2)}. ${item.textContent}`,
  )
  const advice = element('p.paper').textContent
  const title = `${list.dataset['tenant']}: ${element('h1').textContent}`
  return [title, '', ...facts, advice, '', ...codes, ''].join('\n')
}

async function copy(): Promise<void> {
  const copying = navigator.clipboard?.writeText(asText()) ?? Promise.reject()
  const outcome = await copying.then(
    () => 'copied',
    () => 'not-copied',
  )
  element('#copied').textContent = word(outcome)
}

function finish(): void {
  showError(saved, saved.checked ? undefined : 'not-saved')
  if (saved.checked) location.replace(list.dataset['next'] ?? '')
  else saved.focus()
}

element('#copy').addEventListener('click', copy)
element('#download').addEventListener('click', () => saveFile(new Blob([asText()]), FILE_NAME))
element('#print').addEventListener('click', () => print())
element('#finish').addEventListener('click', finish)
saved.addEventListener('change', () => showError(saved))
addEventListener('beforeunload', (event) => {
  if (list.childElementCount > 0 && !saved.checked) event.preventDefault()
})
dateThem()
