/**
 * What the page and the worker of the visual passcode say to each other.
 */
import type { PasscodeSecret } from '../passcode/passcode-secret.ts'
import type { PictureFault } from '../passcode/picture-file.ts'

export type { PasscodeSecret, PictureFault }

/** From the page: one whole sign-in. */
export type SignInMessage = Readonly<{
  kind: 'sign-in'
  /** `{issuer}/passcode`; the worker calls `/login/start` and `/login/finish` below it. */
  passcode_url: string
  interaction: string
  client_id: string
  tenant_uuid: string
  /** `location.origin` of the page. */
  origin: string
  username: string
  picture: Blob
  secret: PasscodeSecret
}>

/** How a sign-in ended. `seconds` is how long to wait, `next` is where the browser goes. */
export type SignInOutcome =
  | Readonly<{ ok: true; next: string }>
  | Readonly<{ ok: false; reason: 'no-match' }>
  | Readonly<{ ok: false; reason: 'wait'; seconds: number }>
  | Readonly<{ ok: false; reason: 'busy'; seconds: number }>
  | Readonly<{ ok: false; reason: 'offline' }>
  | Readonly<{ ok: false; reason: 'unsupported' }>
  | Readonly<{ ok: false; reason: 'unreadable'; detail: PictureFault }>
  | Readonly<{ ok: false; reason: 'expired'; next: string }>

/** From the worker: `ready` or `unsupported` once at its start, then one `outcome` for each sign-in. */
export type WorkerMessage =
  | Readonly<{ kind: 'ready' }>
  | Readonly<{ kind: 'unsupported' }>
  | Readonly<{ kind: 'outcome'; outcome: SignInOutcome }>
