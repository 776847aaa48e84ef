/**
 * What the page and the worker of the visual passcode say to each other.
 */
import type { PasscodeSecret } from '../passcode/passcode-secret.ts'
import type { PictureWeakness } from '../passcode/picture-check.ts'
import type { PictureFault } from '../passcode/picture-file.ts'

export type { PasscodeSecret, PictureFault, PictureWeakness }

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

/** Who signs up. */
export type Person = Readonly<{ name: string; username: string; email: string }>

/** From the page: one whole registration, inside an enrolment. */
export type RegisterMessage = Readonly<{
  kind: 'register'
  /** `{issuer}/passcode`; the worker calls `/register/start` and `/register/finish` below it. */
  passcode_url: string
  tenant_uuid: string
  /** The enrolment. */
  ticket: string
  /** Of somebody new. */
  person: Person | undefined
  picture: Blob
  secret: PasscodeSecret
  sign_out_others: boolean
}>

/** From the page: whether somebody new may have that name and that address. */
export type PersonMessage = Readonly<{
  kind: 'check-person'
  passcode_url: string
  ticket: string
  person: Person
}>

/** From the page: a picture is wanted that nobody else has. */
export type MakePictureMessage = Readonly<{ kind: 'make-picture' }>

/** From the page: whether a picture is fit to be chosen, or only which one it is. */
export type PictureMessage = Readonly<{ kind: 'check-picture' | 'tell-picture'; picture: Blob }>

export type Work = SignInMessage | RegisterMessage | PersonMessage | MakePictureMessage | PictureMessage

/** What keeps any work from being done. `seconds` is how long to wait, `next` is where the browser goes. */
export type Hindrance =
  | Readonly<{ ok: false; reason: 'wait'; seconds: number }>
  | Readonly<{ ok: false; reason: 'busy'; seconds: number }>
  | Readonly<{ ok: false; reason: 'offline' }>
  | Readonly<{ ok: false; reason: 'unsupported' }>
  | Readonly<{ ok: false; reason: 'unreadable'; detail: PictureFault }>
  | Readonly<{ ok: false; reason: 'expired'; next: string }>

/** The server's no, by its `error`. */
export type Refused = Readonly<{ ok: false; reason: 'refused'; error: string }>

/** How each kind of work may end. */
export type Outcomes = Readonly<{
  'sign-in': Readonly<{ ok: true; next: string }> | Readonly<{ ok: false; reason: 'no-match' }> | Hindrance
  register: Readonly<{ ok: true; recovery_codes: readonly string[]; next: string }> | Refused | Hindrance
  'check-person': Readonly<{ ok: true }> | Refused | Hindrance
  'make-picture': Readonly<{ ok: true; picture: Blob }> | Hindrance
  /** `digest` is equal for pictures that are the same. */
  'check-picture':
    | Readonly<{ ok: true; digest: string }>
    | Readonly<{ ok: false; reason: 'unfit'; detail: PictureWeakness }>
    | Hindrance
  'tell-picture': Readonly<{ ok: true; digest: string }> | Hindrance
}>

export type SignInOutcome = Outcomes['sign-in']

/** From the worker: `ready` or `unsupported` once at its start, then one `outcome` for each work. */
export type WorkerMessage =
  | Readonly<{ kind: 'ready' }>
  | Readonly<{ kind: 'unsupported' }>
  | Readonly<{ kind: 'outcome'; outcome: Outcomes[keyof Outcomes] }>
