/**
 * Group commit: transactions that wait at the same moment share one BEGIN IMMEDIATE ... COMMIT, and so one fsync.
 *
 * They run one after the other; every promise resolves after the COMMIT. When one throws, which is rare, all is rolled
 * back and each runs anew in a savepoint of its own: for those that do not throw savepoints would cost as much as several
 * statements, since SQLite copies every page that is written under one.
 *
 * A transaction awaits statements only, so a batch never leaves the microtask queue: one that does would hold the write
 * lock over other work, and is found by an immediate that is set at BEGIN.
 */
import type Database from 'better-sqlite3'
import { beginCommit } from '../primitives/commit-times.ts'
import type { Tx } from './database.ts'
import { Deadline, JobTx } from './job-transaction.ts'

/** More than this in one batch would make the first of them wait for the last. */
const BATCH_SIZE = 256

/** A batch waits while others join it, but for no more turns of the event loop than this. */
const MOST_TURNS = 4

type Job = Readonly<{
  work: (tx: Tx) => Promise<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}>

type Steps = ReturnType<typeof prepareSteps>

/** Told to the job after the COMMIT. */
type Outcome = Readonly<{ settle: () => void }>

export class GroupCommit {
  readonly #connection: Database.Database
  readonly #steps: Steps
  readonly #tx: Tx
  readonly #around: () => void
  #isOpen = false
  #waiting: Job[] = []
  #scheduled = false
  #quiet: (() => void)[] = []

  /** @param around called just before each BEGIN and each COMMIT */
  constructor(connection: Database.Database, tx: Tx, around: () => void = () => {}) {
    this.#connection = connection
    this.#steps = prepareSteps(connection)
    this.#tx = tx
    this.#around = around
  }

  /** Whether the connection is inside a transaction, and so sees what is not committed. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject })
      this.#schedule()
    })
  }

  /** Resolves when nothing waits or runs any more. */
  idle(): Promise<void> {
    if (!this.#scheduled) return Promise.resolve()
    return new Promise((resolve) => this.#quiet.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#collect(1)
  }

  /** A commit costs the same for one and for many, so it comes when a turn of the event loop has brought no more work. */
  #collect(turn: number): void {
    const before = this.#waiting.length
    setImmediate(() => {
      if (this.#waiting.length > before && turn < MOST_TURNS) return this.#collect(turn + 1)
      void this.#runBatch().then(() => {
        this.#scheduled = false
        if (this.#waiting.length > 0) this.#schedule()
        else for (const resolve of this.#quiet.splice(0)) resolve()
      })
    })
  }

  /** Never rejects: each job hears of its own fault. */
  async #runBatch(): Promise<void> {
    const jobs = this.#waiting.splice(0, BATCH_SIZE)
    const deadline = new Deadline()
    try {
      this.#around()
      this.#isOpen = true
      this.#steps.begin.run()
      const outcomes = await Promise.race([this.#runAll(jobs, deadline), deadline.passed])
      this.#around()
      const endCommit = beginCommit(jobs.length)
      this.#steps.commit.run()
      endCommit()
      this.#isOpen = false
      for (const { settle } of outcomes) settle()
    } catch (error) {
      // A full disk ends the transaction by itself; ROLLBACK would then be a second error that hides the first.
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK')
      this.#isOpen = false
      for (const job of jobs) job.reject(error)
    } finally {
      deadline.end()
    }
  }

  async #runAll(jobs: readonly Job[], deadline: Deadline): Promise<Outcome[]> {
    return (await this.#runTogether(jobs, deadline)) ?? this.#runApart(jobs, deadline)
  }

  /** @returns undefined when one threw: then nothing of any of them is left, and the next transaction has begun */
  async #runTogether(jobs: readonly Job[], deadline: Deadline): Promise<Outcome[] | undefined> {
    const outcomes: Outcome[] = []
    for (const job of jobs) {
      try {
        outcomes.push(await this.#runJob(job, deadline))
      } catch (error) {
        this.#checkUsable(error, deadline)
        this.#connection.exec('ROLLBACK')
        this.#steps.begin.run()
        return undefined
      }
    }
    return outcomes
  }

  async #runApart(jobs: readonly Job[], deadline: Deadline): Promise<Outcome[]> {
    const outcomes: Outcome[] = []
    for (const job of jobs) {
      this.#connection.exec('SAVEPOINT job')
      try {
        outcomes.push(await this.#runJob(job, deadline))
      } catch (error) {
        this.#checkUsable(error, deadline)
        this.#connection.exec('ROLLBACK TO job')
        outcomes.push({ settle: () => job.reject(error) })
      }
      this.#connection.exec('RELEASE job')
    }
    return outcomes
  }

  /** @throws what a job threw, when the whole batch is lost with it */
  #checkUsable(error: unknown, deadline: Deadline): void {
    if (deadline.isPassed || !this.#connection.inTransaction) throw error
  }

  async #runJob(job: Job, deadline: Deadline): Promise<Outcome> {
    const tx = new JobTx(this.#tx, deadline)
    try {
      const value = await job.work(tx)
      deadline.check()
      return { settle: () => job.resolve(value) }
    } finally {
      tx.isOver = true
    }
  }
}

/** Prepared once: what every transaction runs must cost as little as it can. */
function prepareSteps(connection: Database.Database) {
  return {
    begin: connection.prepare('BEGIN IMMEDIATE'),
    commit: connection.prepare('COMMIT'),
  }
}
