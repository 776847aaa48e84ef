/** The code of a device: the dash comes by itself, and a code that is wrong has the focus. */
import './send-once.ts'

const field = document.querySelector<HTMLInputElement>('#user-code')
const HALF = 4

field?.addEventListener('input', (event) => {
  const { inputType = '' } = event as InputEvent
  // Somebody who mends a letter in the middle, or deletes one, knows better.
  if (inputType.startsWith('delete') || field.selectionEnd !== field.value.length) return
  const letters = field.value.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
  field.value = letters.length < HALF ? letters : `${letters.slice(0, HALF)}-${letters.slice(HALF)}`
})

if (field?.ariaInvalid) field.focus()
