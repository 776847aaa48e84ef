/**
 * Somebody a newcomer can sign in as: a user of this server whose picture and PIN are no secret.
 */
import { existsSync } from 'node:fs'

export type SamplePerson = Readonly<{
  username: string
  pin: string
  /** The very PNG file that the passcode was made with. */
  picture_file: string
}>

export type PersonToBe = Readonly<{
  username: string
  pin: string
  picture_url: string
  picture_name: string
}>

export const pictureUrl = ({ username }: SamplePerson): string => `/dev/${username}.png`

/** undefined when the picture is gone, without which there is no signing in. */
export function personToBe(person: SamplePerson | undefined): PersonToBe | undefined {
  if (!person || !existsSync(person.picture_file)) return undefined
  const { username, pin } = person
  return { username, pin, picture_url: pictureUrl(person), picture_name: `${username}.png` }
}
