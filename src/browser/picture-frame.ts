/** The picture's frame. Held means chosen and hidden from view. */
import { mention } from './status-line.ts'
import { element, showError, word } from './words.ts'

type State = 'empty' | 'held' | 'shown' | 'missing' | 'unreadable'

export const field = element<HTMLInputElement>('#picture')
const frame = element('.frame')
const toggle = element('.file button')
let file: File | undefined
let image: HTMLImageElement | undefined

/** Kept here, since a chooser that is closed without a choice may empty the field. */
export const chosen = (): File | undefined => file

export function forget(): void {
  file = undefined
  field.value = ''
  show('empty')
}

/** @param key of the word that says why */
export function refuse(state: 'missing' | 'unreadable', key: string): void {
  show(state, key)
  field.focus()
}

function show(state: State, error?: string): void {
  if (image) URL.revokeObjectURL(image.src)
  image?.remove()
  image = undefined
  frame.dataset['state'] = state
  showError(field, error)
  element('.file').hidden = !file
  element('.file bdi').textContent = file?.name ?? ''
  toggle.textContent = word(state === 'shown' ? 'hide-picture' : 'show-picture')
  if (state !== 'shown' || !file) return
  image = new Image()
  image.onerror = () => show('held', 'not-shown')
  image.src = URL.createObjectURL(file)
  element('.oval').append(image)
}

function take(): void {
  if (!field.files?.[0]) return
  file = field.files[0]
  show('held')
  mention(word('chosen', { name: file.name }))
}

take()
field.addEventListener('change', take)
toggle.addEventListener('click', () => show(frame.dataset['state'] === 'shown' ? 'held' : 'shown'))
for (const kind of ['dragover', 'dragleave', 'drop'] as const) {
  document.addEventListener(kind, (event) => {
    // Beside the frame the browser would leave the page to show the file.
    const is_inside = event.target === field
    if (!is_inside) event.preventDefault()
    frame.toggleAttribute('data-over', is_inside && kind === 'dragover')
  })
}
