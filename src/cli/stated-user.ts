/**
 * What the command line states of a person: about them, and the passcode to enrol.
 */
import type { StatedPasscode, StatedSecret } from '../domain/users/stated-passcode.ts'
import { UsageError, type Values } from './command.ts'
import { readPictureFile } from './picture-file.ts'
import { parseSettings } from './setting-options.ts'

export const ABOUT = {
  email: { type: 'string', value: 'ADDRESS', says: 'an email address; empty: none' },
  'email-verified': { type: 'boolean', says: 'the address is known to be theirs' },
  claim: {
    type: 'string',
    value: 'KEY=JSON',
    multiple: true,
    says: 'a standard claim, such as name=\'"Ada Lovelace"\', or an attribute of the tenant; null: none',
  },
} as const

export const PASSCODE = {
  picture: {
    type: 'string',
    value: 'FILE',
    says: 'enrols: the picture file to sign in with, and one of the next three',
  },
  pin: { type: 'string', value: 'DIGITS', says: 'with the picture' },
  pattern: {
    type: 'string',
    value: '1-2-5-8-9',
    says: 'with the picture: points counted from 1, row by row',
  },
  'picture-only': { type: 'boolean', says: 'the picture alone' },
} as const

export const statedAbout = (values: Values<typeof ABOUT>) => ({
  email: values.email,
  email_verified: values['email-verified'] || undefined,
  claims: parseSettings('claim', values.claim),
})

export async function statedPasscode(values: Values<typeof PASSCODE>): Promise<StatedPasscode | undefined> {
  const secrets: readonly StatedSecret[] = [
    ...(values.pin === undefined ? [] : [{ method: 'pin', typed: values.pin } as const]),
    ...(values.pattern === undefined ? [] : [{ method: 'pattern', typed: values.pattern } as const]),
    ...(values['picture-only'] ? [{ method: 'none' } as const] : []),
  ]
  const [secret] = secrets
  if (values.picture === undefined && secret === undefined) return undefined
  if (values.picture === undefined || secret === undefined || secrets.length > 1) {
    throw new UsageError('a passcode is --picture FILE with one of --pin, --pattern and --picture-only')
  }
  return { picture: await readPictureFile(values.picture), secret }
}
