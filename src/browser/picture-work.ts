/** Making and judging pictures, as the worker does it. */
import { toBase64url } from '../passcode/bytes.ts'
import { makePicture, PICTURE_SEED_LENGTH } from '../passcode/generated-picture.ts'
import { pictureCheck } from '../passcode/picture-check.ts'
import { pictureDigest } from '../passcode/picture-digest.ts'
import type { Outcomes, PictureMessage } from './worker-messages.ts'
import { readPicture } from './worker-request.ts'

export async function makeOwnPicture(): Promise<Outcomes['make-picture']> {
  const seed = crypto.getRandomValues(new Uint8Array(PICTURE_SEED_LENGTH))
  return { ok: true, picture: new Blob([await makePicture(seed)], { type: 'image/png' }) }
}

export async function checkPicture({ picture }: PictureMessage): Promise<Outcomes['check-picture']> {
  const file = await readPicture(picture)
  const fault = await pictureCheck(file)
  if (fault === 'too-large' || fault === 'not-a-picture')
    return { ok: false, reason: 'unreadable', detail: fault }
  if (fault !== undefined) return { ok: false, reason: 'unfit', detail: fault }
  return { ok: true, digest: toBase64url(await pictureDigest(file)) }
}

export async function tellPicture({ picture }: PictureMessage): Promise<Outcomes['tell-picture']> {
  return { ok: true, digest: toBase64url(await pictureDigest(await readPicture(picture))) }
}
