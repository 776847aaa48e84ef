/**
 * PostgreSQL, or what speaks its protocol: a pool, named prepared statements, ordinary transactions.
 */
import pg from 'pg'
import { beginCommit } from '../primitives/commit-times.ts'
import { sha256 } from '../primitives/digest.ts'
import type { Db, Tx } from './database.ts'
import type { CompiledStatement } from './statement.ts'

/** A serialization failure or a deadlock: the work is sound and may be run again. */
const RETRYABLE = new Set(['40001', '40P01'])
const MOST_ATTEMPTS = 5

/** Counts and instants are BIGINT (type 20); they stay below 2^53. */
const types = new pg.TypeOverrides()
types.setTypeParser(20, Number)

export function openPostgres(url: string): Db {
  const pool = new pg.Pool({ connectionString: url, types })
  // An idle connection that the server ends is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same for one that ends inside a transaction, whose statements hear of it themselves.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    ...queriesOf(pool),
    snapshot: () => undefined,
    transaction: (work) =>
      attempt(async () => {
        const client = await pool.connect()
        try {
          await client.query('BEGIN')
          const value = await work(queriesOf(client))
          await commit(client)
          client.release()
          return value
        } catch (error) {
          await endBroken(client)
          throw error
        }
      }),
    close: () => pool.end(),
  }
}

/** After a failed statement the server answers COMMIT with a rollback, and calls that no error. */
async function commit(client: pg.PoolClient): Promise<void> {
  const endCommit = beginCommit(1)
  const { command } = await client.query('COMMIT')
  endCommit()
  if (command !== 'COMMIT')
    throw new Error('a statement of this transaction failed, so nothing of it was kept')
}

async function attempt<T>(work: () => Promise<T>, left = MOST_ATTEMPTS): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code } = error as { code?: string }
    if (left === 1 || code === undefined || !RETRYABLE.has(code)) throw error
    return attempt(work, left - 1)
  }
}

/** A connection that cannot even roll back is not given to anybody else. */
async function endBroken(client: pg.PoolClient): Promise<void> {
  await client.query('ROLLBACK').then(
    () => client.release(),
    (error: Error) => client.release(error),
  )
}

const names = new WeakMap<CompiledStatement, string>()

/** The server keeps a prepared statement by its name, which is short and the same in every process. */
function nameOf(compiled: CompiledStatement): string {
  let name = names.get(compiled)
  if (name === undefined) {
    name = sha256(compiled.sql).toString('base64url').slice(0, 22)
    names.set(compiled, name)
  }
  return name
}

function queriesOf(connection: pg.Pool | pg.PoolClient): Tx {
  const query = (compiled: CompiledStatement, params: object) =>
    connection.query({ name: nameOf(compiled), text: compiled.sql, values: compiled.values(params) })
  return {
    dialect: 'postgres',
    execute: async (sql) => void (await connection.query(sql)),
    first: async (statement, params) => (await query(statement.compiled('postgres'), params)).rows[0],
    all: async (statement, params) => (await query(statement.compiled('postgres'), params)).rows,
    run: async (statement, params) => Number((await query(statement.compiled('postgres'), params)).rowCount),
  }
}
