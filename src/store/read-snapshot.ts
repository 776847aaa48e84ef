/**
 * The reads of one turn of the event loop see one state of the database, and so lock the file once for all of them, not
 * once each, which costs more than the reading itself.
 *
 * It is never open while a batch of writes begins, which may be on its own connection, and else the write-ahead log could
 * not start over and would grow for ever; nor while one commits, since who has waited for the commit must see it.
 */
import type Database from 'better-sqlite3'

export class ReadSnapshot {
  readonly #connection: Database.Database
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement
  #state: object | undefined

  /** @param connection one that writes nothing while a snapshot is open */
  constructor(connection: Database.Database) {
    this.#connection = connection
    this.#begin = connection.prepare('BEGIN')
    this.#commit = connection.prepare('COMMIT')
  }

  /**
   * Before each read.
   *
   * @returns what stands for the state that is read: another object for another state
   */
  open(): object {
    if (this.#state) return this.#state
    this.#begin.run()
    this.#state = {}
    setImmediate(() => this.end())
    return this.#state
  }

  end(): void {
    if (!this.#state) return
    this.#state = undefined
    // A failing disk ends it by itself.
    if (this.#connection.inTransaction) this.#commit.run()
  }
}
