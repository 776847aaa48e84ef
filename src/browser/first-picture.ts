/** The first choice of a picture: made here, or the person's own; judged as soon as it is chosen. */
import { ask } from './ask-worker.ts'
import { makePictureFrame } from './picture-frame.ts'
import { saveFile } from './save-file.ts'
import { mention } from './status-line.ts'
import { element, word } from './words.ts'
import type { Hindrance, Outcomes } from './worker-messages.ts'

const MADE_NAME = 'picture.png'

const frame = makePictureFrame('picture')
const made = element('#made')
const make_button = element('#make')
const save_button = element('#save')
let judgement: Promise<Outcomes['check-picture']> | undefined

export const { field, chosen } = frame

export function forget(): void {
  frame.forget()
  showMade(false)
  judgement = undefined
}

/** In the field itself, as if it had been chosen there. */
export function choose(file: File): void {
  const files = new DataTransfer()
  files.items.add(file)
  field.files = files.files
  field.dispatchEvent(new Event('change'))
}

async function judge(): Promise<void> {
  const picture = chosen()
  if (!picture) return
  judgement = ask({ kind: 'check-picture', picture })
  const outcome = await judgement
  if (picture === chosen() && 'detail' in outcome) frame.show('unreadable', outcome.detail)
}

async function make(): Promise<void> {
  const outcome = await ask({ kind: 'make-picture' })
  if (!outcome.ok) return
  choose(new File([outcome.picture], MADE_NAME, { type: outcome.picture.type }))
  showMade(true)
  frame.show('shown')
  setSaved(false)
  save_button.focus()
  mention(word('made'))
}

function showMade(is_made: boolean): void {
  made.hidden = !is_made
  make_button.hidden = is_made
}

function setSaved(is_saved: boolean): void {
  made.toggleAttribute('data-saved', is_saved)
  save_button.className = is_saved ? 'second' : 'main'
  element('#save span').textContent = word(is_saved ? 'save-again' : 'save')
  element('#save-hint .error').textContent = ''
}

function save(): void {
  const picture = chosen()
  if (!picture) return
  saveFile(picture, MADE_NAME)
  setSaved(true)
}

/** Shows what is wrong. @returns where it is mended, or what hinders; undefined when the picture is fit */
export async function check(): Promise<(() => void) | Hindrance | undefined> {
  const mend = () => field.focus()
  if (!chosen()) {
    frame.show('missing', 'no-picture')
    return mend
  }
  const outcome = await judgement
  if (!outcome || 'detail' in outcome) return mend
  if (!outcome.ok) return outcome
  if (made.hidden || made.hasAttribute('data-saved')) return undefined
  element('#save-hint .error').textContent = word('unsaved')
  return () => save_button.focus()
}

/** Of a picture that is fit; undefined for any other. */
export async function digest(): Promise<string | undefined> {
  const outcome = await judgement
  return outcome?.ok ? outcome.digest : undefined
}

field.addEventListener('change', (event) => {
  if (event.isTrusted) showMade(false)
  void judge()
})
void judge()
make_button.addEventListener('click', make)
element('#make-another').addEventListener('click', make)
element('#own').addEventListener('click', () => field.click())
save_button.addEventListener('click', save)
