/**
 * A transaction of one batch as each of its jobs sees it, and how long that lasts: a job awaits its own statements only, so
 * a batch that is still open when the event loop turns holds the write lock over other work.
 */
import type { Tx } from './database.ts'
import type { Statement } from './statement.ts'

/** The transaction as one job sees it: once the job is over its statements are refused, not run in another's batch. */
export class JobTx implements Tx {
  isOver = false
  readonly #tx: Tx
  readonly #deadline: Deadline

  constructor(tx: Tx, deadline: Deadline) {
    this.#tx = tx
    this.#deadline = deadline
  }

  get dialect() {
    return this.#tx.dialect
  }

  first<P extends object, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    return this.#open().first(statement, params)
  }

  all<P extends object, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return this.#open().all(statement, params)
  }

  run<P extends object, R>(statement: Statement<P, R>, params: P): Promise<number> {
    return this.#open().run(statement, params)
  }

  execute(sql: string): Promise<void> {
    return this.#open().execute(sql)
  }

  #open(): Tx {
    return this.isOver || this.#deadline.isPassed ? OVER : this.#tx
  }
}

const refuse = (): Promise<never> => Promise.reject(new Error('this transaction is over'))
const OVER: Tx = { dialect: 'sqlite', first: refuse, all: refuse, run: refuse, execute: refuse }

const LEFT = 'a transaction awaited something other than its own statements; its batch was rolled back'

/** Passes when the event loop turns while a batch is open. */
export class Deadline {
  isPassed = false
  readonly passed: Promise<never>
  readonly #immediate: NodeJS.Immediate

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>()
    this.passed = promise
    // Nobody may be waiting when it passes.
    promise.catch(() => {})
    this.#immediate = setImmediate(() => {
      this.isPassed = true
      reject(new Error(LEFT))
    })
  }

  /** @throws {Error} in what goes on though its batch is over */
  check(): void {
    if (this.isPassed) throw new Error(LEFT)
  }

  end(): void {
    clearImmediate(this.#immediate)
  }
}
