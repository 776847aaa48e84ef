/** The sign-in page: one attempt at a time, each answer in its words, nothing lost that was typed or chosen. */
import { makeLink } from './passcode-link.ts'
import { makePictureFrame } from './picture-frame.ts'
import type { SecretField } from './secret-field.ts'
import './send-once.ts'
import * as line from './status-line.ts'
import { element, showError, word } from './words.ts'
import type { SignInMessage } from './worker-messages.ts'

/** What the page knows of the attempt: as the worker wants it. */
type Place = Pick<SignInMessage, 'passcode_url' | 'interaction' | 'client_id' | 'tenant_uuid'>
type Method = 'pin' | 'pattern' | 'none'

const form = element<HTMLFormElement>('#sign-in')
const data = form.dataset as Place & { method: Method; ready?: string }
const username = element<HTMLInputElement>('#username')
const button = element('.main')
const label = element('.main span')
const idle_label = label.textContent
const { prepare, attempt } = makeLink()
const frame = makePictureFrame('picture')
const no_secret: SecretField = {
  focus: () => button.focus(),
  clear: () => {},
  read: () => ({ method: 'none' }),
}
const fields = {
  none: no_secret,
  pin: document.querySelector('#pin') ? (await import('./pin-cells.ts')).makePinCells('pin') : no_secret,
  pattern: document.querySelector('.pad') ? (await import('./pattern-pad.ts')).patternPad : no_secret,
}
let misses = 0
const secretField = () => fields[data.method]

/** Only an idle button takes a press, so that no attempt is made twice. */
function setButton(state: 'idle' | 'working' | 'waiting'): void {
  button.dataset['state'] = state
  button.ariaDisabled = state === 'idle' ? null : 'true'
  label.textContent = state === 'working' ? word('checking') : idle_label
}

/** Undefined, with the first empty field focused, when something is missing. */
function readForm(): SignInMessage | undefined {
  const secret = secretField().read()
  if (!secret) secretField().focus()
  const picture = frame.chosen()
  if (!picture) {
    frame.show('missing', 'no-picture')
    frame.field.focus()
  }
  const name = username.value.trim()
  showError(username, name ? undefined : 'no-username')
  if (!name) username.focus()
  if (!name || !picture || !secret) return undefined
  const { origin } = location
  return { kind: 'sign-in', ...data, origin, username: name, picture, secret }
}

async function send(request: SignInMessage, is_retry = false): Promise<void> {
  setButton('working')
  line.sayWorking()
  const outcome = await attempt(request)
  if ('next' in outcome) return location.replace(outcome.next)
  setButton('idle')
  if (outcome.reason === 'no-match') miss()
  else if (outcome.reason === 'wait') wait(outcome.seconds)
  else if (outcome.reason === 'busy' && !is_retry) queue(outcome.seconds, request)
  else if (outcome.reason === 'unreadable') {
    line.clear()
    frame.show('unreadable', outcome.detail)
    frame.field.focus()
    line.markTitle()
  } else line.alarm(word(outcome.reason), 'bad')
}

function miss(): void {
  misses++
  element('#third').hidden = misses < 3
  secretField().clear()
  secretField().focus()
  line.alarm(word(`no-match-${data.method}`), 'bad')
}

function wait(seconds: number): void {
  const minutes = Math.ceil(seconds / 60)
  setButton('waiting')
  line.alarm(
    minutes > 1 ? word('wait-minutes', { count: minutes }) : word('wait-seconds', { count: seconds }),
    'warn',
  )
  line.countDown(seconds, () => {
    setButton('idle')
    line.say(word('again'))
  })
}

/** The same attempt once more by itself; after that it is said that it is busy still. */
function queue(seconds: number, request: SignInMessage): void {
  setButton('waiting')
  line.alarm(word('queue', { count: seconds }), 'warn')
  line.countDown(seconds, () => send(request, true))
}

/** Nothing secret stays in a page that is left, or that comes back. */
function forget(): void {
  fields.pin.clear()
  fields.pattern.clear()
  frame.forget()
  line.clear()
  setButton('idle')
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (button.ariaDisabled) return
  line.clear()
  const request = readForm()
  if (request) void send(request)
  else line.markTitle()
})
username.addEventListener('input', () => showError(username))
username.addEventListener('focus', prepare)
frame.field.addEventListener('focus', prepare)
for (const other of form.querySelectorAll<HTMLElement>('[data-switch]')) {
  other.addEventListener('click', () => {
    data.method = other.dataset['switch'] as Method
    secretField().focus()
  })
}
addEventListener('pagehide', forget)
addEventListener('pageshow', (event) => event.persisted && forget())
data.ready = ''

// After the first paint, for the focus asks for the worker; not on touch screens, whose keyboard hides the page.
requestAnimationFrame(() =>
  setTimeout(() => {
    if (matchMedia('(pointer: coarse)').matches || document.activeElement !== document.body) return
    if (!username.value) username.focus()
    else if (!frame.chosen()) frame.field.focus()
    else secretField().focus()
  }),
)
