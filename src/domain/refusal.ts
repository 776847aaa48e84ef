/**
 * What administration refuses: the reason as a word, and each fault in words that say what to do about it.
 */
export type RefusalReason = 'unknown' | 'exists' | 'faulty' | 'secret-key'

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reason: RefusalReason
  readonly faults: readonly string[]

  constructor(reason: RefusalReason, ...faults: readonly string[]) {
    super(faults.join('\n'))
    this.reason = reason
    this.faults = faults
  }
}

/** What every rule found, so that all of it is reported at once. */
export function refuseIf(faults: readonly (string | undefined)[]): void {
  const found = faults.filter((fault) => fault !== undefined)
  if (found.length > 0) throw new Refusal('faulty', ...found)
}
