/**
 * A database that notes the kind of each statement that it runs: what a flow costs does not depend on who it is for.
 */
import type { Db, Queries } from '../../src/store/database.ts'

export type Counted = Readonly<{ db: Db; ran: string[] }>

/** @returns the same database, and the statements so far by their first words */
export function countingDb(db: Db): Counted {
  const ran: string[] = []
  return {
    ran,
    db: {
      ...db,
      ...counting(db, '', ran),
      transaction: (work) => db.transaction((tx) => work({ ...db, ...counting(tx, 'tx ', ran) })),
    },
  }
}

function counting(queries: Queries, place: string, ran: string[]): Queries {
  const note = (statement: Parameters<Queries['run']>[0]) => {
    const { reads } = statement.compiled('sqlite')
    ran.push(`${place}${reads ? 'read' : 'write'}`)
  }
  return {
    first: (statement, params) => {
      note(statement as Parameters<Queries['run']>[0])
      return queries.first(statement, params)
    },
    all: (statement, params) => {
      note(statement as Parameters<Queries['run']>[0])
      return queries.all(statement, params)
    },
    run: (statement, params) => {
      note(statement as Parameters<Queries['run']>[0])
      return queries.run(statement, params)
    },
  }
}
