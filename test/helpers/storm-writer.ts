/**
 * A process that writes to the SQLite file named by its argument until it is killed, many transactions at once, and
 * prints the number of each row after its promise has resolved.
 */
import { writeSync } from 'node:fs'
import { openDatabase } from '../../src/store/database.ts'

const db = await openDatabase(`sqlite:${process.argv[2]}`)
let count = 0

async function write(): Promise<never> {
  for (;;) {
    count += 1
    const number = count
    await db.transaction((tx) => tx.execute(`INSERT INTO thing VALUES (${number})`))
    writeSync(1, `${number}\n`)
  }
}

await Promise.all(Array.from({ length: 20 }, write))
