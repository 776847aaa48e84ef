/**
 * The clock: whether it agrees with the one of whoever answers for PUBLIC_URL, and with the rows of the database.
 */
import { secondsAhead } from '../../domain/health/database-health.ts'
import { instantOf } from '../../primitives/clock.ts'
import { isAnswered } from './ask.ts'
import { type Finding, fault, ok, skipped } from './finding.ts'
import type { Check, Seen } from './seen.ts'

const ID = 'clock'

/** What applications allow for, in seconds; a slow answer is no wrong clock. */
const ALLOWED = 10
const ADVICE = 'Set the clocks right, and keep them so by NTP: timedatectl set-ntp true'

export const clock: Check = async (seen) => [...besidePublic(seen), ...(await besideRows(seen))]

function besidePublic({ asked, config: { public_url }, now }: Seen): readonly Finding[] {
  const date = isAnswered(asked) ? asked.headers.date : undefined
  if (date === undefined) return [skipped(ID, 'Nothing answers at PUBLIC_URL whose clock could be compared.')]
  const off = Math.abs(now() - instantOf(new Date(date)))
  if (off <= ALLOWED)
    return [ok(ID, `This clock agrees with that of ${public_url}; whether both are right it cannot know.`)]
  return [fault(ID, `This clock and that of ${public_url} are ${off} seconds apart.`, ADVICE)]
}

async function besideRows({ db, now }: Seen): Promise<readonly Finding[]> {
  const ahead = db ? await secondsAhead({ db, now }) : 0
  if (ahead <= ALLOWED) return []
  return [
    fault(
      ID,
      `The newest row of the database is made ${ahead} seconds from now: this clock was set back, or another server's is ahead.`,
      ADVICE,
    ),
  ]
}
