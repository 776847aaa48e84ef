/**
 * How long each commit of a database takes: measured only while somebody listens.
 */
import { channel } from 'node:diagnostics_channel'

export type Commit = Readonly<{
  /** How many transactions became durable with it. */
  transactions: number
  seconds: number
}>

const commits = channel('vignette:commit')

const unmeasured = (): void => {}

/** @returns ends it */
export function beginCommit(transactions: number): () => void {
  if (!commits.hasSubscribers) return unmeasured
  const began = performance.now()
  return () => commits.publish({ transactions, seconds: (performance.now() - began) / 1000 })
}

/** @returns ends it */
export function onCommit(listener: (commit: Commit) => void): () => void {
  const told = (message: unknown) => listener(message as Commit)
  commits.subscribe(told)
  return () => void commits.unsubscribe(told)
}
