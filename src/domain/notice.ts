/**
 * Refusals and steps as data, for the log and whoever else listens.
 */
export type Notice = Readonly<{
  /** The endpoint or command, by its name in src/routes. */
  flow: string
  step: string
  request_id?: string | undefined
  tenant_id?: string | undefined
  client_id?: string | undefined
  /** The protocol's code of a refusal. */
  error?: string | undefined
  /** The rule that refused: the stable kebab-case word of an OAuthError's `reason`, or its code. */
  rule?: string | undefined
  sent?: string | undefined
  expected?: string | undefined
}>
