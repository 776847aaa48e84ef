/**
 * Kysely, loaded when the first statement is written by it: its many files are a quarter of a start.
 */
import { createRequire } from 'node:module'
import type { Sql } from 'kysely'

const load = createRequire(import.meta.url)

/** At once, since a statement is compiled where nothing can be awaited. */
export const kysely = (): typeof import('kysely') => load('kysely')

/** Kysely's own, as every file of the store uses it. */
export const sql = new Proxy(kysely as unknown as Sql, {
  apply: (_target, _this, [strings, ...values]) => kysely().sql(strings, ...values),
  get: (_target, name) => Reflect.get(kysely().sql, name),
})
