/**
 * An enrolment that may go on now: it is this browser's, its person may still enrol, and the request it belongs to waits.
 */
import type { TenantDeps } from '../../deps.ts'
import { uuidText } from '../../primitives/time-ordered-id.ts'
import { findSession, type Session } from '../authentication/session.ts'
import { findInteraction, type Interaction } from '../authorization/interaction.ts'
import { type Client, findClient } from '../clients/client.ts'
import { findUser, type User } from '../users/user.ts'
import { type Enrolment, type EnrolmentFault, findEnrolment } from './enrolment.ts'
import { isExpectedPerson } from './expected-person.ts'
import { maySignUp } from './sign-up-policy.ts'

/** The cookies as they came, '' for none; `ticket` is the enrolment's id. */
export type EnrolmentPlace = Readonly<{ ticket: string; browser: string; session: string }>

/** `person-unfit`: inactive by now, or not the one whom the first step named. */
export type OpenFault =
  | EnrolmentFault
  | 'sign-up-closed'
  | 'interaction-over'
  | 'person-unfit'
  | 'session-missing'

export type OpenEnrolment = Readonly<{
  enrolment: Enrolment
  /** undefined: somebody new. */
  user: User | undefined
  /** undefined: none waits. */
  interaction: Interaction | undefined
  client: Client | undefined
  /** Of this browser, whosever it is. */
  session: Session | undefined
}>

export type Opened = Readonly<
  | ({ fault: undefined } & OpenEnrolment)
  /** `enrolment` is undefined when it is not this browser's. */
  | { fault: OpenFault; enrolment: Enrolment | undefined }
>

export async function openEnrolment(deps: TenantDeps, place: EnrolmentPlace): Promise<Opened> {
  const { fault, enrolment } = await findEnrolment(deps, place.ticket, place.browser)
  if (fault !== undefined) return refused(deps, fault, enrolment)
  const { interaction_id, user_id } = enrolment
  const waiting = interaction_id && (await findInteraction(deps, uuidText(interaction_id), place.browser))
  const interaction = waiting?.fault === undefined ? waiting?.interaction : undefined
  const client = interaction && (await findClient(deps, interaction.client_id))
  const user = user_id ? await findUser(deps, user_id) : undefined
  const session = await findSession(deps, place.session)
  const open = { enrolment, user, interaction, client, session }
  const unfit = enrolment.purpose === 'sign-up' ? newcomerFault(deps, open) : await personFault(deps, open)
  return unfit ? refused(deps, unfit, enrolment) : { fault: undefined, ...open }
}

function newcomerFault(
  deps: TenantDeps,
  { enrolment, interaction, client }: OpenEnrolment,
): OpenFault | undefined {
  if (enrolment.interaction_id && !interaction) return 'interaction-over'
  return maySignUp(deps, client) ? undefined : 'sign-up-closed'
}

/** Where the request is over, or was answered in another tab, the person still gets in; nothing is answered then. */
async function personFault(
  deps: TenantDeps,
  { enrolment, user, interaction, session }: OpenEnrolment,
): Promise<OpenFault | undefined> {
  if (!user?.active || !(await isExpectedPerson(deps, interaction, user))) return 'person-unfit'
  const needsSession = enrolment.purpose === 'change'
  return needsSession && !session?.user_id.equals(user.id) ? 'session-missing' : undefined
}

function refused(deps: TenantDeps, fault: OpenFault, enrolment: Enrolment | undefined): Opened {
  deps.notice({ flow: 'enrolment', step: 'refused', rule: `enrolment-${fault}` })
  return { fault, enrolment }
}
