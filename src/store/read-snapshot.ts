/**
 * The reads of one turn of the event loop see one state of the database, and so lock the file once for all of them, not
 * once each, which costs more than the reading itself.
 *
 * It is never open while a batch of writes begins, else the write-ahead log could not start over and would grow for
 * ever; nor while one commits, since who has waited for the commit must see it.
 */
import type Database from 'better-sqlite3'

export class ReadSnapshot {
  readonly #connection: Database.Database
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement

  /** @param connection one that only reads */
  constructor(connection: Database.Database) {
    this.#connection = connection
    this.#begin = connection.prepare('BEGIN')
    this.#commit = connection.prepare('COMMIT')
  }

  /** Before each read. */
  open(): void {
    if (this.#connection.inTransaction) return
    this.#begin.run()
    setImmediate(() => this.end())
  }

  end(): void {
    if (this.#connection.inTransaction) this.#commit.run()
  }
}
