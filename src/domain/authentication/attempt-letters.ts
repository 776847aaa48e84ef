/**
 * What a person is told by mail of tries at her passcode. Nothing goes to an address that is not proved.
 *
 * Implements: NIST SP 800-63B §5.2.2, §6.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import type { Tx } from '../../store/database.ts'
import type { UserRow } from '../../store/schema.ts'
import { findUser, findUserByName } from '../../store/users.ts'
import { makeLink } from '../links/link.ts'
import { provedAddress } from '../links/mail-ways.ts'
import { REPORT_TTL } from '../links/report-link.ts'
import type { Requester } from '../mail/letter.ts'
import { queueMail } from '../mail/outbox.ts'
import { localeOf, userOf } from '../users/user.ts'
import { usernameKey } from '../users/username.ts'

type LetterDeps = Pick<TenantDeps, 'tenant' | 'now' | 'random' | 'secrets' | 'languages' | 'mail'>

/** From so many failures in a row on, a person is told that somebody got in. */
const MANY_FAILURES = 10

/** At the hard stop, inside the transaction that reached it: once for each. */
export async function tellOfManyTries(
  deps: LetterDeps,
  tx: Tx,
  username: string,
  count: number,
): Promise<void> {
  const place = { tenant_id: deps.tenant.id, username_key: usernameKey(username) }
  const receiver = receiverOf(await tx.first(findUserByName, place))
  if (receiver) await queueMail(deps, tx, { kind: 'many-tries', ...receiver, count })
}

/** Inside the transaction that signs in. @param failures in a row, before */
export async function tellOfSignIn(
  deps: LetterDeps,
  tx: Tx,
  user_id: Buffer,
  failures: number,
  signed_in: Requester,
): Promise<void> {
  if (failures < MANY_FAILURES || !deps.mail.is_configured) return
  const receiver = receiverOf(await tx.first(findUser, { tenant_id: deps.tenant.id, id: user_id }))
  if (!receiver) return
  const report_link = await makeLink(deps, tx, {
    purpose: 'report',
    user_id,
    email: receiver.to,
    browser: null,
    interaction_id: null,
    ttl: REPORT_TTL,
  })
  await queueMail(deps, tx, { kind: 'signed-in-after-tries', ...receiver, signed_in, report_link })
}

function receiverOf(user: UserRow | undefined) {
  const to = provedAddress(user)
  return user && to !== undefined
    ? { to, username: user.username, locale: localeOf(userOf(user)), user_id: user.id }
    : undefined
}
