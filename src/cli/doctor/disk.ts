/**
 * Room for what the server writes, and for the copy that an upgrade makes.
 */
import { existsSync, statfsSync, statSync } from 'node:fs'
import { sqlitePath } from '../../store/database-file.ts'
import { fault, ok, warning } from './finding.ts'
import type { Check } from './seen.ts'

const MEGABYTE = 1024 * 1024
const LEAST = 100 * MEGABYTE
const ENOUGH = 1024 * MEGABYTE
const ID = 'disk'
const ADVICE = 'Make room there, or move DATA_DIR to a larger disk.'

export const disk: Check = ({ config: { data_dir, database_url } }) => {
  const { bavail, bsize } = statfsSync(existsSync(data_dir) ? data_dir : '.')
  const free = bavail * bsize
  const path = sqlitePath(database_url)
  const size = path === undefined ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  const says = `${Math.floor(free / MEGABYTE)} MB are free in ${data_dir}.`
  if (free < LEAST) return [fault(ID, says, ADVICE)]
  if (free < ENOUGH || free < 2 * size) return [warning(ID, says, ADVICE)]
  return [ok(ID, says)]
}
