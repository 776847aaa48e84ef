/**
 * Why a request was refused, as dev mode's pages tell it; outside of dev mode nobody explains.
 */

/** What a refusal states of itself, and where it was met. */
export type RefusedRequest = Readonly<{
  rule: string | undefined
  tenant_id: string | undefined
  client_id: string | undefined
  sent: string | undefined
  expected: string | undefined
}>

export type Explained = Readonly<{
  rule: string
  says: string
  section: string
  /** The part that differs from what was expected stands alone. */
  sent: Readonly<{ before: string; differs: string; after: string }> | undefined
  expected: string | undefined
  client_id: string | undefined
  /** The command that would change the setting. */
  mend: string | undefined
}>

/** @returns undefined for what is no rule of the protocol */
export type Explain = (refused: RefusedRequest) => Explained | undefined
