/**
 * A statement: written and typed with Kysely once, compiled once for each dialect, run by our own runner.
 *
 * Kysely's executor parses, plans and awaits on every call; a prepared statement with its parameters in a known
 * order does not. So the parameters of a statement are slots, and a call only fills them.
 */
import type { Compilable, Kysely, PostgresDialectConfig, SqliteDialectConfig } from 'kysely'
import { kysely } from './kysely.ts'
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

const writers = new Map<DialectName, Kysely<Tables>>()

function writerOf(dialect: DialectName): Kysely<Tables> {
  const made = writers.get(dialect) ?? makeWriter(dialect)
  writers.set(dialect, made)
  return made
}

/** It writes statements and runs none, so it has no connection to be told of. */
function makeWriter(name: DialectName): Kysely<Tables> {
  const { DummyDriver, Kysely, PostgresDialect, SqliteDialect } = kysely()
  const dialect =
    name === 'sqlite'
      ? new SqliteDialect({} as SqliteDialectConfig)
      : new PostgresDialect({} as PostgresDialectConfig)
  return new Kysely<Tables>({ dialect: Object.assign(dialect, { createDriver: () => new DummyDriver() }) })
}

/** `build` is called once for each dialect, at first use; it must name its parameters one by one (no spread). */
export const statement = <P extends object, R>(
  build: (q: Kysely<Tables>, p: Params<P>, dialect: DialectName) => Compilable<R>,
): Statement<P, R> =>
  compiledOnce((dialect) => compile(build(writerOf(dialect), slots as Params<P>, dialect)))

/** Once for each dialect, at first use. */
export function compiledOnce<P, R>(make: (dialect: DialectName) => CompiledStatement): Statement<P, R> {
  const cache = new Map<DialectName, CompiledStatement>()
  return {
    compiled: (dialect) => {
      const known = cache.get(dialect)
      if (known) return known
      const made = make(dialect)
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
  const fillers = parameters.map(fillerOf)
  return {
    sql,
    reads: node.kind === 'SelectQueryNode',
    values: (params) => fillers.map((fill) => fill(params as Record<string, unknown>)),
  }
}

type Filler = (params: Record<string, unknown>) => unknown

function fillerOf(parameter: unknown): Filler {
  if (!(parameter instanceof Slot)) return () => parameter
  const { name } = parameter
  return (params) => params[name]
}
