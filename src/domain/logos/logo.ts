/**
 * Logos of tenants and clients: wanted from the moment one is stated, fetched beside (fetch-logos), shown from our own
 * address, which holds the hash of what it shows.
 *
 * Implements: RFC 7591 §2 (logo_uri), §5.
 */
import type { UnixSeconds } from '../../primitives/clock.ts'
import { sha256 } from '../../primitives/digest.ts'
import type { Db, Tx } from '../../store/database.ts'
import * as logos from '../../store/logos.ts'

export type Logo = Readonly<{ url: string; width: number; height: number }>

/** `client_id` is null for the tenant's own. */
export type LogoOwner = Readonly<{ tenant_id: string; client_id: string | null }>

/** No id of a tenant has a slash in it, and none of a client is empty. */
const logoId = ({ tenant_id, client_id }: LogoOwner): Buffer => sha256(`${tenant_id}/${client_id ?? ''}`)

/** Together with the statement that changes the owner. @param uri undefined: it has none (any more) */
export async function restateLogo(
  tx: Tx,
  owner: LogoOwner,
  uri: string | undefined,
  now: UnixSeconds,
): Promise<void> {
  const id = logoId(owner)
  if (uri === undefined) await tx.run(logos.deleteLogo, { id })
  else await tx.run(logos.upsertLogo, { id, ...owner, uri, now })
}

/** Asks for nothing where none is stated. @returns undefined while there is none to show */
export async function findLogo(
  db: Db,
  owner: LogoOwner,
  uri: string | undefined,
  base: string,
): Promise<Logo | undefined> {
  const shown = uri === undefined ? undefined : await db.first(logos.findShownLogo, { id: logoId(owner) })
  return shown && { url: `${base}/logo/${shown.hash}`, width: shown.width, height: shown.height }
}

export type LogoFile = Readonly<{ media_type: string; bytes: Buffer }>

export const findLogoFile = (db: Db, tenant_id: string, hash: string): Promise<LogoFile | undefined> =>
  db.first(logos.findLogoFile, { tenant_id, hash })
