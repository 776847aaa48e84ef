/**
 * Ways from the sign-in page to providers of somebody else.
 */
import type { TenantDeps } from '../deps.ts'
import { requestOf } from '../domain/authorization/authorize.ts'
import { connectionName, findConnections } from '../domain/connections/connection.ts'
import { shownConnections } from '../domain/connections/departure.ts'
import { uuidText } from '../primitives/time-ordered-id.ts'
import type { WaitingSignIn } from './interaction.ts'

export type ConnectionLink = Readonly<{ name: string; url: string }>

/** A page of ours that waits wants the passcode itself. */
export async function connectionLinks(
  deps: TenantDeps,
  { interaction, target }: Pick<WaitingSignIn, 'interaction' | 'target'>,
): Promise<readonly ConnectionLink[]> {
  if (!target) return []
  const request = requestOf(deps, interaction, target)
  const shown = shownConnections(deps, request, await findConnections(deps))
  return shown.map((connection) => ({
    name: connectionName(connection),
    url: `${deps.tenant.base}/connections/${uuidText(interaction.id)}?connection=${connection.id}`,
  }))
}
