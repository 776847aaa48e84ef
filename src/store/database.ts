/**
 * The two databases behind one interface: statements run one at a time, or together in a transaction.
 */
import { openSqlite } from './sqlite.ts'
import type { DialectName, Statement } from './statement.ts'

export type Queries = Readonly<{
  first: <P extends object, R>(statement: Statement<P, R>, params: P) => Promise<R | undefined>
  all: <P extends object, R>(statement: Statement<P, R>, params: P) => Promise<R[]>
  /** @returns how many rows were written */
  run: <P extends object, R>(statement: Statement<P, R>, params: P) => Promise<number>
}>

/** Inside a transaction: await statements of this `tx` only, and return outcomes instead of throwing them. */
export type Tx = Queries &
  Readonly<{
    dialect: DialectName
    /** Runs SQL text of several statements: migrations and maintenance only. */
    execute: (sql: string) => Promise<void>
  }>

export type Db = Tx &
  Readonly<{
    /** Of reads outside a transaction: while it is the same object they see the same. undefined: each may see more. */
    snapshot: () => object | undefined
    /** Resolves when what `work` wrote is durable. A throw undoes all of it. It may run more than once, undone before. */
    transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
    close: () => Promise<void>
  }>

/** @param url `sqlite:PATH` or `postgres://...` */
export async function openDatabase(url: string): Promise<Db> {
  if (url.startsWith('sqlite:')) return openSqlite(url.slice('sqlite:'.length))
  // Loaded where it is used: most servers live on SQLite.
  const { openPostgres } = await import('./postgres.ts')
  return openPostgres(url)
}

/** All that `work` reads is of one moment, whatever others commit meanwhile. SQLite's transactions are so anyway. */
export const seeOneMoment = <T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    if (tx.dialect === 'postgres') await tx.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    return work(tx)
  })
