/**
 * Waiting for what is on its way, but not for long.
 */

/** Longer than a message takes that arrives, and shorter than a person notices. */
const MOMENT_MS = 1000

/** What goes wrong meanwhile is for whoever does it again: nothing is told of it here. */
export async function aMoment(onItsWay: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, MOMENT_MS)
  onItsWay.then(
    () => resolve(),
    () => resolve(),
  )
  await promise
  clearTimeout(timer)
}
