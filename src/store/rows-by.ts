/**
 * Whole rows by columns that are equal to the parameters of their names. Every start asks for some before it can answer,
 * so these are written without Kysely, and no start waits for it.
 */
import type { Tables } from './schema.ts'
import { type CompiledStatement, compiledOnce, type DialectName, type Statement } from './statement.ts'

type Column<T extends keyof Tables> = string & keyof Tables[T]

export const rowsBy = <T extends keyof Tables, K extends Column<T>>(
  table: T,
  keys: readonly K[],
  order: readonly Column<T>[] = [],
): Statement<Pick<Tables[T], K>, Tables[T]> =>
  compiledOnce((dialect) => selectFrom(table, keys, order, dialect))

function selectFrom(
  table: string,
  keys: readonly string[],
  order: readonly string[],
  dialect: DialectName,
): CompiledStatement {
  const conditions = keys.map((key, index) => `"${key}" = ${dialect === 'sqlite' ? '?' : `$${index + 1}`}`)
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  const by = order.length > 0 ? ` order by "${order.join('", "')}"` : ''
  return {
    sql: `select * from "${table}"${where}${by}`,
    reads: true,
    values: (params) => keys.map((key) => (params as Record<string, unknown>)[key]),
  }
}
