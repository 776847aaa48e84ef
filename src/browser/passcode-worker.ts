/**
 * The worker of the visual passcode: it reads pictures, does the client's part of OPAQUE and talks to the server, so
 * that the page stays alive meanwhile and WebAssembly is allowed here alone. It has no words for people.
 *
 * Implements: RFC 9807 §5, §6.
 */
import { ready } from '../passcode/opaque-client.ts'
import { checkPicture, makeOwnPicture, tellPicture } from './picture-work.ts'
import { checkPerson, register } from './register-work.ts'
import { signIn } from './sign-in-work.ts'
import type { Outcomes, Work, WorkerMessage } from './worker-messages.ts'
import { WorkEnded } from './worker-request.ts'

const tell = (message: WorkerMessage): void => self.postMessage(message)

// Without WebAssembly `ready` rejects; without a secure context there is no crypto.subtle.
const usable = ready.then(
  () => isSecureContext,
  () => false,
)

async function outcomeOf(work: Work): Promise<Outcomes[keyof Outcomes]> {
  if (!(await usable)) return { ok: false, reason: 'unsupported' }
  try {
    return await done(work)
  } catch (error) {
    if (error instanceof WorkEnded) return error.outcome
    // What is left is a key stretching that this browser cannot do or must not, and an exchange it cannot read.
    return { ok: false, reason: 'unsupported' }
  }
}

function done(work: Work): Promise<Outcomes[keyof Outcomes]> {
  switch (work.kind) {
    case 'sign-in':
      return signIn(work)
    case 'register':
      return register(work)
    case 'check-person':
      return checkPerson(work)
    case 'make-picture':
      return makeOwnPicture()
    case 'check-picture':
      return checkPicture(work)
    case 'tell-picture':
      return tellPicture(work)
  }
}

addEventListener('message', ({ data }: MessageEvent<Work>) => {
  void outcomeOf(data).then((outcome) => tell({ kind: 'outcome', outcome }))
})
void usable.then((yes) => tell({ kind: yes ? 'ready' : 'unsupported' }))
