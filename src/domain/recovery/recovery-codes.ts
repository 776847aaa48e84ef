/**
 * Recovery codes: ten for each person, 80 bits each, shown once and used once. What is kept of one is worth nothing
 * without a key that is not in the database.
 *
 * Implements: NIST SP 800-63B §3.1.2 (look-up secrets).
 */
import type { TenantDeps } from '../../deps.ts'
import { hmacSha256 } from '../../primitives/digest.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Tx } from '../../store/database.ts'
import { deleteRecoveryCodes, insertRecoveryCode } from '../../store/recovery-codes.ts'
import { type AuditDeps, recordEvent } from '../audit/audit-event.ts'

const COUNT = 10
const BYTES = 10
const LENGTH = 16
/** Without i, l, o and u: nothing in it is read for another of it, and it writes no words. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ten of the form xxxx-xxxx-xxxx-xxxx. */
export const newRecoveryCodes = ({ random }: Pick<TenantDeps, 'random'>): readonly string[] =>
  Array.from({ length: COUNT }, () => codeText(random('recovery-code', BYTES)))

function codeText(bytes: Buffer): string {
  const bits = BigInt(`0x${bytes.toString('hex')}`)
  const letters = Array.from({ length: LENGTH }, (_, index) => {
    const shift = BigInt((LENGTH - 1 - index) * 5)
    return ALPHABET.charAt(Number((bits >> shift) & 31n))
  }).join('')
  return letters.replace(/.{4}(?=.)/g, '$&-')
}

/** A code as it was typed, in the one form that is hashed: capitals, dashes and look-alikes do not matter. */
export const foldRecoveryCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1')

/** What is kept of it. */
export const recoveryCodeHash = (
  { secrets }: Pick<TenantDeps, 'secrets'>,
  user_id: Buffer,
  code: string,
): Buffer =>
  hmacSha256(secrets.derive('recovery-code'), JSON.stringify([uuidText(user_id), foldRecoveryCode(code)]))

/** Puts them in place of all that the person had. */
export async function replaceRecoveryCodes(
  deps: Pick<TenantDeps, 'tenant' | 'secrets' | 'now'>,
  tx: Tx,
  user_id: Buffer,
  codes: readonly string[],
): Promise<void> {
  const owner = { tenant_id: deps.tenant.id, user_id }
  await tx.run(deleteRecoveryCodes, owner)
  for (const code of codes) {
    const code_hash = recoveryCodeHash(deps, user_id, code)
    await tx.run(insertRecoveryCode, { ...owner, code_hash, created_at: deps.now(), used_at: null })
  }
}

export type RenewalDeps = AuditDeps & Pick<TenantDeps, 'db' | 'secrets'>

/** Of somebody who has some, or had. @returns the new ones */
export async function renewRecoveryCodesOf(deps: RenewalDeps, user_id: Buffer): Promise<readonly string[]> {
  const codes = newRecoveryCodes(deps)
  await deps.db.transaction(async (tx) => {
    await replaceRecoveryCodes(deps, tx, user_id, codes)
    await recordEvent(deps, tx, { action: 'recovery-codes-renewed', user_id })
  })
  return codes
}
