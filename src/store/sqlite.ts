/**
 * SQLite: one connection that writes, with group commit and synchronous=FULL, and one that reads while it does.
 *
 * Between batches the writing connection reads too: its page cache outlives its own commits, while that of any other
 * connection is thrown away by each. Either way a read sees what is committed, and nothing else.
 */
import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Db, Queries, Tx } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { ReadSnapshot } from './read-snapshot.ts'
import type { CompiledStatement, Statement } from './statement.ts'

/** How long a write waits for another process (the command line) to finish its own, in milliseconds. */
const BUSY_TIMEOUT_MS = 5000

export function openSqlite(path: string): Db {
  makeFile(path)
  const writer = new Database(path, { timeout: BUSY_TIMEOUT_MS })
  writer.pragma('journal_mode = WAL')
  writer.pragma('synchronous = FULL')
  writer.pragma('foreign_keys = ON')
  const reader = new Database(path, { timeout: BUSY_TIMEOUT_MS, readonly: true })
  const [between, meanwhile] = [new ReadSnapshot(writer), new ReadSnapshot(reader)]
  const readBetween = queriesOf(writer, () => between.open())
  const readMeanwhile = queriesOf(reader, () => meanwhile.open())
  const tx: Tx = {
    ...queriesOf(writer, () => {}),
    dialect: 'sqlite',
    execute: async (sql) => void writer.exec(sql),
  }
  const endSnapshots = () => {
    between.end()
    meanwhile.end()
  }
  const commits = new GroupCommit(writer, tx, endSnapshots)

  const reads = () => (commits.isOpen ? readMeanwhile : readBetween)
  const isRead = (statement: Statement<never, unknown>) => statement.compiled('sqlite').reads

  return {
    dialect: 'sqlite',
    snapshot: () => (commits.isOpen ? meanwhile : between).open(),
    first: (statement, params) =>
      isRead(statement) ? reads().first(statement, params) : commits.run((tx) => tx.first(statement, params)),
    all: (statement, params) =>
      isRead(statement) ? reads().all(statement, params) : commits.run((tx) => tx.all(statement, params)),
    run: (statement, params) => commits.run((tx) => tx.run(statement, params)),
    transaction: (work) => commits.run(work),
    execute: (sql) => commits.run((tx) => tx.execute(sql)),
    close: async () => {
      await commits.idle()
      endSnapshots()
      reader.close()
      writer.close()
    },
  }
}

/** A new file is for its owner alone, and SQLite makes those beside it alike; by itself it would ask nobody but the umask. */
function makeFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}

type Prepared = Readonly<{ ready: Database.Statement; values: CompiledStatement['values'] }>

/**
 * Statements on one connection, each prepared once; what they give is there at once, so a promise costs a microtask.
 *
 * @param before called before each
 */
function queriesOf(connection: Database.Database, before: () => void): Queries {
  const prepared = new WeakMap<Statement<never, unknown>, Prepared>()
  const prepare = (statement: Statement<never, unknown>): Prepared => {
    const { sql, values } = statement.compiled('sqlite')
    const made = { ready: connection.prepare(sql), values }
    prepared.set(statement, made)
    return made
  }
  const take = (statement: Statement<never, unknown>): Prepared => {
    before()
    return prepared.get(statement) ?? prepare(statement)
  }
  return {
    first: async (statement, params) => {
      const { ready, values } = take(statement)
      return ready.get(...values(params)) as never
    },
    all: async (statement, params) => {
      const { ready, values } = take(statement)
      return ready.all(...values(params)) as never
    },
    run: async (statement, params) => {
      const { ready, values } = take(statement)
      return ready.run(...values(params)).changes
    },
  }
}
