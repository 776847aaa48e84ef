/** The PIN: one real field, its digits drawn as a row of ovals beneath it. */
import { foldDigits, parsePin } from '../passcode/pin.ts'
import type { SecretField } from './secret-field.ts'
import { element, showError, word } from './words.ts'

/** @param id of its field */
export function makePinCells(id: string): SecretField {
  const input = element<HTMLInputElement>(`#${id}`)
  const cells = element(`.cells:has(+ #${id})`)
  const toggle = element(`#${id}-show`)
  const usual_length = cells.childElementCount

  const draw = () => {
    const digits = foldDigits(input.value).replace(/\D/g, '').slice(0, input.maxLength)
    // Written back only when it differs: that moves the caret.
    if (digits !== input.value) input.value = digits
    const count = Math.max(usual_length, digits.length)
    const drawn = Array.from({ length: count }, (_, index) => {
      const cell = document.createElement('i')
      if (index < digits.length) cell.className = 'on'
      if (index === digits.length) cell.className = 'next'
      if (input.type === 'text') cell.textContent = digits.charAt(index)
      return cell
    })
    cells.replaceChildren(...drawn)
  }
  const change = () => {
    showError(input)
    draw()
  }
  input.addEventListener('input', change)
  input.addEventListener('change', change)
  // The caret is not to be seen, so it stays at the end; what is selected as a whole is typed over.
  const toEnd = () => input.selectionStart === input.selectionEnd && input.setSelectionRange(99, 99)
  for (const kind of ['focus', 'click', 'keyup']) input.addEventListener(kind, () => setTimeout(toEnd))
  // What is pasted is a whole PIN; maxlength would cut it before its spaces and dashes are dropped.
  input.addEventListener('paste', (event) => {
    event.preventDefault()
    input.value = event.clipboardData?.getData('text') ?? ''
    change()
  })
  toggle.addEventListener('click', () => {
    input.type = input.type === 'text' ? 'password' : 'text'
    element(`#${id}-show span`).textContent = word(input.type === 'text' ? 'hide' : 'show')
    draw()
  })
  draw()

  return {
    focus: () => input.focus(),
    clear() {
      input.value = ''
      change()
    },
    read() {
      const digits = parsePin(input.value)
      if (digits) return { method: 'pin', digits }
      showError(input, 'no-pin')
    },
  }
}
