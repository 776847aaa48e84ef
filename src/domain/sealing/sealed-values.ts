/**
 * Everything that is kept sealed: how each value is found by the key it was sealed under, what it is, and whose.
 */
import { uuidText } from '../../primitives/time-ordered-id.ts'
import type { Queries, Tx } from '../../store/database.ts'
import * as rows from '../../store/sealed-rows.ts'
import { SECRET_LABEL, secretContext } from '../connections/connection-secret.ts'

export type Sealed = Readonly<{
  label: string
  context: readonly string[]
  sealed: Buffer
  /** Writes nothing, and returns 0, when it is not as it was read any more. */
  replace: (tx: Tx, sealed: Buffer) => Promise<number>
}>

export type Batch = Readonly<{ key_id: Buffer; after: Buffer; limit: number }>

/** Few, and read at once. */
export const KEYS: readonly ((db: Queries, under: Pick<Batch, 'key_id'>) => Promise<readonly Sealed[]>)[] = [
  async (db, under) =>
    (await db.all(rows.listRootKeysUnder, under)).map(({ key_sealed: was }) => ({
      label: 'root-key',
      context: [],
      sealed: was,
      replace: (tx, sealed) => tx.run(rows.resealRootKey, { sealed, was }),
    })),
  async (db, under) =>
    (await db.all(rows.listSigningKeysUnder, under)).map(({ tenant_id, kid, private_sealed: was }) => ({
      label: 'signing-key',
      context: [tenant_id, kid],
      sealed: was,
      replace: (tx, sealed) => tx.run(rows.resealSigningKey, { tenant_id, kid, sealed, was }),
    })),
  async (db, under) =>
    (await db.all(rows.listServerKeysUnder, under)).map(({ tenant_id, generation, setup_sealed: was }) => ({
      label: 'passcode-server-key',
      context: [tenant_id, String(generation)],
      sealed: was,
      replace: (tx, sealed) => tx.run(rows.resealServerKey, { tenant_id, generation, sealed, was }),
    })),
  async (db, under) =>
    (await db.all(rows.listConnectionsUnder, under)).map(({ tenant_id, id, secret_sealed }) => {
      const was = secret_sealed as Buffer
      return {
        label: SECRET_LABEL,
        context: secretContext({ tenant_id, id }),
        sealed: was,
        replace: (tx, sealed) => tx.run(rows.resealConnection, { tenant_id, id, sealed, was }),
      }
    }),
]

/** As many as there are people, and read in batches, in the order of their ids. */
export const VALUES: readonly ((
  db: Queries,
  batch: Batch,
) => Promise<readonly (Sealed & Readonly<{ id: Buffer }>)[]>)[] = [
  async (db, batch) =>
    (await db.all(rows.listPasscodesUnder, batch)).map((row) => {
      const { tenant_id, user_id, id, suite, record_sealed: was } = row
      return {
        id,
        label: 'passcode',
        context: [tenant_id, uuidText(user_id), uuidText(id), String(suite)],
        sealed: was,
        replace: (tx, sealed) => tx.run(rows.resealPasscode, { tenant_id, id, sealed, was }),
      }
    }),
  async (db, batch) =>
    (await db.all(rows.listMailsUnder, batch)).map(({ tenant_id, id, message_sealed: was }) => ({
      id,
      label: 'mail',
      context: [tenant_id, uuidText(id)],
      sealed: was,
      replace: (tx, sealed) => tx.run(rows.resealMail, { tenant_id, id, sealed, was }),
    })),
]
