/**
 * What a check found: in one sentence, and what to do about it.
 */
export type Status = 'ok' | 'warning' | 'fault' | 'skipped'

export type Finding = Readonly<{ id: string; status: Status; says: string; do?: string }>

export const ok = (id: string, says: string): Finding => ({ id, status: 'ok', says })

/** Could not be looked at, and nobody knows. */
export const skipped = (id: string, says: string, advice?: string): Finding => ({
  id,
  status: 'skipped',
  says,
  ...(advice === undefined ? {} : { do: advice }),
})

/** Works, and better otherwise. */
export const warning = (id: string, says: string, advice: string): Finding => ({
  id,
  status: 'warning',
  says,
  do: advice,
})

export const fault = (id: string, says: string, advice: string): Finding => ({
  id,
  status: 'fault',
  says,
  do: advice,
})
