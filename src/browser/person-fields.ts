/** Who signs up: three fields, kept for this tab alone until the account is made, so that a reload loses nothing. */

import { element, showError } from './words.ts'
import type { Person } from './worker-messages.ts'

const IDS = ['name', 'username', 'email'] as const
type Id = (typeof IDS)[number]

/** What can be told here; the server judges. */
const FORM: Record<Id, RegExp> = {
  name: /./,
  username: /^[\p{L}\p{M}\p{N}._@+'-]+$/u,
  email: /^[^\s@]+@[^\s@]+$/,
}
const FAULT: Record<Id, string> = {
  name: 'display_name_invalid',
  username: 'name_invalid',
  email: 'email_invalid',
}

/** The field that a refusal of the server is about. */
const FIELD_OF: Readonly<Record<string, Id>> = {
  name_taken: 'username',
  name_invalid: 'username',
  email_invalid: 'email',
  email_undeliverable: 'email',
  display_name_invalid: 'name',
}

export type PersonFields = ReturnType<typeof makePersonFields>

export function makePersonFields() {
  const fields = IDS.map((id) => element<HTMLInputElement>(`#${id}`))
  // A reload begins another enrolment at the same address.
  const key = `enrol ${location.pathname}`
  const textOf = (id: Id) => element<HTMLInputElement>(`#${id}`).value.trim()
  const faultOf = (id: Id) => {
    if (!textOf(id)) return `no-${id}`
    return FORM[id].test(textOf(id)) ? undefined : FAULT[id]
  }
  const read = (): Person => ({
    name: textOf('name'),
    username: textOf('username'),
    email: textOf('email'),
  })

  const kept = JSON.parse(storage()?.getItem(key) ?? '{}') as Partial<Person>
  for (const field of fields) {
    const id = field.id as Id
    if (!field.value) field.value = kept[id] ?? ''
    field.addEventListener('input', () => {
      showError(field)
      storage()?.setItem(key, JSON.stringify(read()))
    })
    field.addEventListener('blur', () => {
      if (field.value.trim()) showError(field, faultOf(id))
    })
  }
  return {
    read,
    /** Shows what is wrong. @returns where the first of it is mended */
    check() {
      for (const field of fields) showError(field, faultOf(field.id as Id))
      const first = fields.find((field) => faultOf(field.id as Id))
      return first && (() => first.focus())
    },
    /** Shows the server's no. @returns where it is mended; undefined when it is not about these fields */
    refuse(error: string) {
      const id = FIELD_OF[error]
      if (!id) return undefined
      const field = element<HTMLInputElement>(`#${id}`)
      showError(field, error)
      return () => field.focus()
    },
    forget: () => storage()?.removeItem(key),
  }
}

/** A browser may refuse it; then nothing is kept. */
function storage(): Storage | undefined {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}
