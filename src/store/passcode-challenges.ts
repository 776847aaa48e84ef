/**
 * Challenges: one for each try with a passcode, from KE2 to KE3. RFC 9807 §6.
 */
import type { UnixSeconds } from '../primitives/clock.ts'
import type { PasscodeChallengeRow } from './passcode-rows.ts'
import { row, statement } from './statement.ts'

export const insertChallenge = statement((q, p: PasscodeChallengeRow) =>
  q
    .insertInto('passcode_challenge')
    .values(
      row(
        p,
        'id',
        'tenant_id',
        'purpose',
        'interaction_id',
        'browser_hash',
        'client_id',
        'passcode_id',
        'name_tag',
        'address_tag',
        'known_browser_id',
        'state_sealed',
        'created_at',
        'expires_at',
        'used_at',
      ),
    ),
)

type Use = Pick<PasscodeChallengeRow, 'tenant_id' | 'id' | 'purpose' | 'browser_hash'> & { now: UnixSeconds }

/** Undefined when it is unknown, spent, expired, or of another browser. What is found may be spent in the next moment. */
export const findChallenge = statement((q, p: Use) =>
  q
    .selectFrom('passcode_challenge')
    .selectAll()
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('purpose', '=', p.purpose)
    .where('browser_hash', '=', p.browser_hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', p.now),
)

/**
 * Spends the challenge; writes nothing when it is unknown, spent, expired, or of another browser, which cannot spend it
 * either. One statement, so of many uses at the same time exactly one writes the row.
 */
export const consumeChallenge = statement((q, p: Use) =>
  q
    .updateTable('passcode_challenge')
    .set({ used_at: p.now })
    .where('id', '=', p.id)
    .where('tenant_id', '=', p.tenant_id)
    .where('purpose', '=', p.purpose)
    .where('browser_hash', '=', p.browser_hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', p.now),
)
