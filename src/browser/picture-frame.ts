/** The picture's frame. Held means chosen and hidden from view. */
import { mention } from './status-line.ts'
import { element, showError, word } from './words.ts'

type State = 'empty' | 'held' | 'shown' | 'missing' | 'unreadable'

export type PictureFrame = ReturnType<typeof makePictureFrame>

/** @param id of its field */
export function makePictureFrame(id: string) {
  const part = (selector: string) => element(`.field:has(#${id}) ${selector}`)
  const field = element<HTMLInputElement>(`#${id}`)
  const frame = part('.frame')
  const toggle = part('.file button')
  let file: File | undefined
  const image = new Image()
  image.onerror = () => show('held', 'not-shown')

  /** @param error key of the word that says why */
  const show = (state: State, error?: string) => {
    URL.revokeObjectURL(image.src)
    image.remove()
    frame.dataset['state'] = state
    showError(field, error)
    part('.file').hidden = !file
    part('.file bdi').textContent = file?.name ?? ''
    toggle.textContent = word(state === 'shown' ? 'hide-picture' : 'show-picture')
    if (!file || state !== 'shown') return
    image.src = URL.createObjectURL(file)
    part('.oval').append(image)
  }
  /** Kept here, since a chooser that is closed without a choice may empty the field. */
  const take = () => {
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
      // Beside a frame the browser would leave the page to show the file.
      if ((event.target as HTMLInputElement).type !== 'file') event.preventDefault()
      frame.toggleAttribute('data-over', event.target === field && kind === 'dragover')
    })
  }
  return {
    field,
    show,
    chosen: () => file,
    forget() {
      file = undefined
      field.value = ''
      show('empty')
    },
  }
}
