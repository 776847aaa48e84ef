/** "Send it again" waits a minute after each mail, and says so; without script the server does. */
import './send-once.ts'
import { element, word } from './words.ts'

const WAIT_MS = 60_000

const form = element<HTMLFormElement>('#send-again')
const button = element('#send-again button')
const free_at = Date.now() + WAIT_MS

button.ariaDisabled = 'true'
setTimeout(() => {
  button.ariaDisabled = null
  element('#send-again [role=status]').textContent = ''
}, WAIT_MS)
form.addEventListener('submit', (event) => {
  const left = Math.ceil((free_at - Date.now()) / 1000)
  if (left <= 0) return
  event.preventDefault()
  element('#send-again [role=status]').textContent = word('sent', { count: left })
})
