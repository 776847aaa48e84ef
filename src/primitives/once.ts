/**
 * What is made at the first call and kept: libraries that no start should wait for.
 */

/** A failure is kept too: what cannot be loaded once cannot be loaded later. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
