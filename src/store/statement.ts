/**
 * A statement: written and typed with Kysely once, compiled once for each dialect, run by our own runner.
 *
 * Kysely's executor parses, plans and awaits on every call; a prepared statement with its parameters in a known
 * order does not. So the parameters of a statement are slots, and a call only fills them.
 */
import {
  type Compilable,
  type Driver,
  DummyDriver,
  Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  SqliteDialect,
  type SqliteDialectConfig,
} from 'kysely'
import type { Tables } from './schema.ts'

export type DialectName = 'sqlite' | 'postgres'

/** What a statement's builder sees: each parameter by name, typed as the value that will stand there. */
export type Params<P> = Readonly<P>

export type Statement<P, R> = Readonly<{
  compiled: (dialect: DialectName) => CompiledStatement
  /** Never set: it carries the types of parameters and rows. */
  types?: (params: P) => R
}>

export type CompiledStatement = Readonly<{
  sql: string
  /** Whether it only reads, and so need not go through the writer. */
  reads: boolean
  values: (params: object) => unknown[]
}>

/** The slot of a parameter that has no value yet. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

const slots = new Proxy({}, { get: (_target, name) => new Slot(String(name)) })

class SqliteWriter extends SqliteDialect {
  override createDriver(): Driver {
    return new DummyDriver()
  }
}

class PostgresWriter extends PostgresDialect {
  override createDriver(): Driver {
    return new DummyDriver()
  }
}

/** They write statements and run none, so they have no connection to be told of. */
const writers = {
  sqlite: new Kysely<Tables>({ dialect: new SqliteWriter({} as SqliteDialectConfig) }),
  postgres: new Kysely<Tables>({ dialect: new PostgresWriter({} as PostgresDialectConfig) }),
}

/** `build` is called once for each dialect, at first use; it must name its parameters one by one (no spread). */
export function statement<P extends object, R>(
  build: (q: Kysely<Tables>, p: Params<P>, dialect: DialectName) => Compilable<R>,
): Statement<P, R> {
  const cache = new Map<DialectName, CompiledStatement>()
  return {
    compiled: (dialect) => {
      const known = cache.get(dialect)
      if (known) return known
      const made = compile(build(writers[dialect], slots as Params<P>, dialect))
      cache.set(dialect, made)
      return made
    },
  }
}

/** The named parameters as a row to insert: a spread of `p` would be empty, since slots have no keys. */
export function row<P extends object, K extends keyof P & string>(p: P, ...names: K[]): Pick<P, K> {
  return Object.fromEntries(names.map((name) => [name, p[name]])) as Pick<P, K>
}

function compile(query: Compilable<unknown>): CompiledStatement {
  const { sql, parameters, query: node } = query.compile()
  return {
    sql,
    reads: node.kind === 'SelectQueryNode',
    values: (params) => parameters.map((parameter) => filled(parameter, params as Record<string, unknown>)),
  }
}

const filled = (parameter: unknown, params: Record<string, unknown>): unknown =>
  parameter instanceof Slot ? params[parameter.name] : parameter
