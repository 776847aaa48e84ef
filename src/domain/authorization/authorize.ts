/**
 * The authorization endpoint's flow: a request is answered at once, or waits in an interaction for a person.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.2; RFC 6749 §4.1.1, §4.1.2.
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Session } from '../authentication/session.ts'
import { subjectOf } from '../clients/subject.ts'
import { admissionOf } from '../organizations/admission.ts'
import type { Parameters } from '../parameters.ts'
import { addressStanding } from '../users/email-verification.ts'
import { findUser } from '../users/user.ts'
import { levelsBy } from './assurance-level.ts'
import { type AuthorizationAnswer, issueAnswer } from './authorization-answer.ts'
import { type Decision, decide, type Standing } from './authorization-decision.ts'
import { type AuthorizationRequest, parseAuthorizationRequest } from './authorization-request.ts'
import { allowedBefore } from './consent.ts'
import { hintedSubject } from './id-token-hint.ts'
import { type Interaction, startInteraction } from './interaction.ts'
import { checkNamed } from './named-by-request.ts'
import type { RedirectTarget } from './redirect-target.ts'

export type AuthorizationOutcome = Readonly<
  | { next: 'respond'; answer: AuthorizationAnswer; session: Session }
  | { next: Exclude<Decision['next'], 'respond'>; interaction_id: string }
  /** Another tab answered the same interaction a moment ago. */
  | { next: 'finished' }
>

/**
 * A request that has just arrived.
 *
 * @param browser the browser cookie; an interaction is bound to it
 * @throws {OAuthError} for the redirect target
 */
export async function authorize(
  deps: TenantDeps,
  parameters: Parameters,
  target: RedirectTarget,
  session: Session | undefined,
  browser: string,
): Promise<AuthorizationOutcome> {
  const request = parseAuthorizationRequest(parameters, target, deps, deps.now())
  const decision = decide(request, await standingOf(deps, request, target, session, undefined))
  if (decision.next !== 'respond') {
    const { client_id } = target.client
    const interaction_id = await startInteraction(deps, client_id, parameters, browser)
    return { next: decision.next, interaction_id }
  }
  return respond(deps, request, target, decision.session, undefined)
}

/**
 * A request that waited, after a person has done something about it.
 *
 * @throws {OAuthError} for the redirect target
 */
export async function resume(
  deps: TenantDeps,
  interaction: Interaction,
  target: RedirectTarget,
  session: Session | undefined,
): Promise<AuthorizationOutcome> {
  const request = requestOf(deps, interaction, target)
  const decision = decide(request, await standingOf(deps, request, target, session, interaction))
  if (decision.next !== 'respond') return { next: decision.next, interaction_id: uuidText(interaction.id) }
  return respond(deps, request, target, decision.session, interaction)
}

async function respond(
  deps: TenantDeps,
  request: AuthorizationRequest,
  target: RedirectTarget,
  session: Session,
  interaction: Interaction | undefined,
): Promise<AuthorizationOutcome> {
  const answer = await issueAnswer(deps, request, target, session, interaction?.id)
  return answer === undefined ? { next: 'finished' } : { next: 'respond', answer, session }
}

/** A session counts while its person may sign in: one made inactive is asked again, and refused there. */
export async function standingOf(
  deps: TenantDeps,
  request: AuthorizationRequest,
  { client }: RedirectTarget,
  session: Session | undefined,
  interaction: Interaction | undefined,
): Promise<Standing> {
  const user = session && (await findUser(deps, session.user_id))
  const live = user?.active ? session : undefined
  const connection = await checkNamed(deps, request)
  const hinted = await hintedSubject(deps, request)
  return {
    session: live,
    has_signed_in_here: isSame(interaction?.session_id, live?.id),
    admission: live ? await admissionOf(deps, deps.db, { ...request, client }, live.user_id) : 'admitted',
    address: user ? addressStanding(deps, user) : 'enough',
    hint_names_another:
      user !== undefined && !isExpected(subjectOf(deps, client, user.id), hinted, request.subjects),
    consent:
      live && !client.metadata.first_party ? await allowedBefore(deps, live, client.client_id) : undefined,
    has_consented_here: isSame(interaction?.consented_session_id, live?.id),
    is_first_party: client.metadata.first_party,
    connection,
    levels: levelsBy(deps, connection),
  }
}

const isExpected = (sub: string, hinted: string | undefined, subjects: ReadonlySet<unknown> | undefined) =>
  (hinted === undefined || hinted === sub) && (subjects === undefined || subjects.has(sub))

const isSame = (a: Buffer | undefined, b: Buffer | undefined): boolean =>
  a !== undefined && b !== undefined && a.equals(b)

/** The request that waits in an interaction, as it was understood when it came. */
export const requestOf = (
  deps: Pick<TenantDeps, 'mail' | 'tenant'>,
  { parameters, received_at }: Interaction,
  target: RedirectTarget,
): AuthorizationRequest => parseAuthorizationRequest(parameters, target, deps, received_at)
