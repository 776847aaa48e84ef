/** The enrolment page: a picture and a PIN are chosen, shown to work once more, and registered. */
import { ask, prepare } from './ask-worker.ts'
import { currentStep, followHistory, goBack, goTo, show, stayAt } from './enrol-steps.ts'
import * as first from './first-picture.ts'
import type { NewSecret } from './new-secret.ts'
import { makePersonFields } from './person-fields.ts'
import { makePictureFrame } from './picture-frame.ts'
import { showCodes } from './recovery-codes.ts'
import { saveFile } from './save-file.ts'
import * as line from './status-line.ts'
import { element, word } from './words.ts'
import type { Hindrance, Outcomes, Refused, RegisterMessage } from './worker-messages.ts'

type Place = Pick<RegisterMessage, 'passcode_url' | 'tenant_uuid' | 'ticket'>
type Method = 'pin' | 'pattern' | 'none'
/** How a press of the button ends, once it is idle again. */
type Ending = () => void

const form = element<HTMLFormElement>('#enrol')
const data = form.dataset as Place & {
  method: Method
  pin_length: string
  pattern_points: string
  ready?: string
}
const { passcode_url, tenant_uuid, ticket } = data
const button = element('#continue')
const label = element('#continue span')
const idle_label = label.textContent
const again = makePictureFrame('again')
const person = document.querySelector('#email') ? makePersonFields() : undefined
const others = document.querySelector<HTMLInputElement>('#others')
const no_secret: NewSecret = { check: () => undefined, clear: () => {}, read: () => ({ method: 'none' }) }
const secrets = {
  none: no_secret,
  pin: document.querySelector('#pin')
    ? (await import('./new-pin.ts')).makeNewPin(Number(data.pin_length))
    : no_secret,
  pattern: document.querySelector('.pad')
    ? (await import('./new-pattern.ts')).makeNewPattern(Number(data.pattern_points))
    : no_secret,
}
const secret = () => secrets[data.method]

/** Only an idle button takes a press. */
function setButton(state: 'idle' | 'working' | 'waiting'): void {
  button.dataset['state'] = state
  button.ariaDisabled = state === 'idle' ? null : 'true'
  label.textContent = state === 'working' ? word('checking') : idle_label
}

/** From the first step to the second. */
async function goOn(): Promise<Ending> {
  const faults = [person?.check(), await first.check(), secret().check()]
  const mend = faults.find((fault) => typeof fault === 'function')
  if (mend) return () => askAgain(mend)
  const hindrance = faults.find((fault) => typeof fault === 'object')
  if (hindrance) return () => refuse(hindrance)
  const outcome = person && (await ask({ kind: 'check-person', passcode_url, ticket, person: person.read() }))
  if (outcome?.ok === false) return () => refuse(outcome)
  again.forget()
  return () => goTo('again')
}

/** From the second step to the third. */
async function finish(): Promise<Ending> {
  const picture = again.chosen()
  if (!picture) return () => refuseAgain('missing', 'no-picture')
  const told = await ask({ kind: 'tell-picture', picture })
  if (!told.ok)
    return () => (told.reason === 'unreadable' ? refuseAgain('unreadable', told.detail) : refuse(told))
  if (told.digest !== (await first.digest())) return () => show('changed')
  const chosen = secret().read()
  // Forward leads here too, past a first step that was left unfinished.
  if (!chosen) return goBack
  const outcome = await ask({
    kind: 'register',
    passcode_url,
    tenant_uuid,
    ticket,
    person: person?.read(),
    picture,
    secret: chosen,
    sign_out_others: others?.checked ?? true,
  })
  return () => (outcome.ok ? showEnd(outcome) : refuse(outcome))
}

function showEnd({ recovery_codes, next }: Extract<Outcomes['register'], { ok: true }>): void {
  const username = element<HTMLInputElement>('[name=username]').value
  person?.forget()
  if (recovery_codes.length > 0) {
    forget()
    showCodes(recovery_codes, username, next)
    stayAt('codes')
  } else location.replace(next)
}

function askAgain(mend: () => void): void {
  mend()
  line.markTitle()
}

function refuseAgain(state: 'missing' | 'unreadable', key: string): void {
  again.show(state, key)
  askAgain(() => again.field.focus())
}

/** Shows why it does not go on. */
function refuse(outcome: Hindrance | Refused): void {
  const mend = outcome.reason === 'refused' && person?.refuse(outcome.error)
  if (mend) {
    if (currentStep() !== 'first') goBack()
    askAgain(mend)
  } else if (outcome.reason === 'expired') location.replace(outcome.next || location.href)
  else if (outcome.reason === 'wait') wait(outcome.seconds)
  else line.alarm(word(outcome.reason), 'bad')
}

function wait(seconds: number): void {
  const minutes = Math.ceil(seconds / 60)
  const text =
    minutes > 1 ? word('wait-minutes', { count: minutes }) : word('wait-seconds', { count: seconds })
  setButton('waiting')
  line.alarm(text, 'warn')
  line.countDown(seconds, () => {
    setButton('idle')
    line.say(word('again'))
  })
}

/** The copy that arrived is the picture from now on, if it is fit. */
async function keepCopy(): Promise<void> {
  const copy = again.chosen()
  if (!copy) return
  const outcome = await ask({ kind: 'check-picture', picture: copy })
  if ('detail' in outcome) return refuseAgain('unreadable', outcome.detail)
  saveFile(copy, copy.name)
  first.choose(copy)
  again.forget()
  show('again')
  line.say(word('kept'))
}

/** Nothing secret stays in a page that is left, or that comes back. */
function forget(): void {
  secrets.pin.clear()
  secrets.pattern.clear()
  first.forget()
  again.forget()
  line.clear()
  setButton('idle')
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  if (button.ariaDisabled) return
  setButton('working')
  line.sayWorking()
  const end = await (currentStep() === 'first' ? goOn() : finish())
  line.clear()
  setButton('idle')
  end()
})
again.field.addEventListener('change', () => {
  if (currentStep() === 'changed') show('again')
})
element('#back').addEventListener('click', () => history.back())
element('#keep').addEventListener('click', keepCopy)
element('#another').addEventListener('click', () => again.field.click())
for (const other of form.querySelectorAll<HTMLElement>('[data-switch]')) {
  other.addEventListener('click', () => {
    data.method = other.dataset['switch'] as Method
  })
}
form.addEventListener('focusin', prepare, { once: true })
addEventListener('pagehide', forget)
addEventListener('pageshow', (event) => event.persisted && forget())
followHistory(line.clear)
data.ready = ''
