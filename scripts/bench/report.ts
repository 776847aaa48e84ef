/**
 * What a part of the bench found, as text for people or as JSON.
 */
import { type Figure, judge, meetsGoals, table } from './figures.ts'

export type Report = Readonly<{
  title: string
  /** How it was measured, a line each. */
  circumstances: readonly string[]
  /** What ours is compared with. */
  theirs: string
  figures: readonly Figure[]
}>

/** @returns whether every goal was met */
export function tell({ title, circumstances, theirs, figures }: Report, as_json: boolean): boolean {
  const judged = figures.map(judge)
  if (as_json) console.log(JSON.stringify({ title, circumstances, theirs, figures: judged }))
  else console.log([title, ...circumstances.map((line) => `  ${line}`), '', table(judged, theirs)].join('\n'))
  return meetsGoals(judged)
}
