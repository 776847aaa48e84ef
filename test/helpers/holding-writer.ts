/**
 * A worker that holds the write lock of the SQLite file in `workerData.path` for a moment, and says when it does.
 */
import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const HELD_MS = 200

const writer = new Database(workerData.path)
writer.exec('BEGIN IMMEDIATE')
parentPort?.postMessage('held')
await setTimeout(HELD_MS)
writer.exec('COMMIT')
writer.close()
