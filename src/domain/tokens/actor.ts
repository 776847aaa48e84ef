/**
 * Who acts for the subject of an exchanged token: the newest outside, those before within.
 *
 * Implements: RFC 8693 §1.1, §4.1, §4.4.
 */
import type { Client } from '../clients/client.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Actor } from './access-token.ts'
import { isIssuedTo, type SentToken } from './exchanged-token.ts'

/** So many, one for another: more is a circle, which would make each token larger than the last. */
const MOST_ACTORS = 8

/**
 * A client that got the token for itself acts as before, and one that was handed it acts for its subject.
 *
 * @param actor whose token came too; undefined: the client itself
 * @returns undefined when nobody acts but whom the subject gave it to
 * @throws {OAuthError} `invalid_request` for somebody whom may_act does not name
 */
export function actorFor(
  requester: Client,
  subject: SentToken,
  actor: SentToken | undefined,
): Actor | undefined {
  const before = actorOf(subject)
  const sub = actor ? subjectOfToken(actor) : isIssuedTo(subject, requester) ? undefined : requester.client_id
  if (sub === undefined) return before
  const { may_act } = subject.standing.client.metadata
  if (may_act !== undefined && may_act !== sub) {
    throw refused('The subject token names somebody else who may act.', 'actor-not-allowed', sub, may_act)
  }
  if (countOf(before) >= MOST_ACTORS) {
    throw refused('Too many act for one another.', 'actors-too-many', sub, `at most ${MOST_ACTORS}`)
  }
  return before ? { sub, act: before } : { sub }
}

const actorOf = ({ row }: SentToken): Actor | undefined =>
  row.act === null ? undefined : JSON.parse(row.act)

const subjectOfToken = ({ standing: { user, grant } }: SentToken): string => user?.sub ?? grant.client_id

const countOf = (actor: Actor | undefined): number => (actor ? 1 + countOf(actor.act) : 0)

const refused = (description: string, reason: string, sent: string, expected: string): OAuthError =>
  new OAuthError('invalid_request', description, { reason, sent, expected })
