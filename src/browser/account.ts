/** Pages of the account: the first field that is wrong has the focus. */
import './send-once.ts'

document.querySelector<HTMLElement>('[aria-invalid]')?.focus()
