/**
 * A gauge: how many of one kind of work a process does at once. Beyond that it is not begun at all.
 */
export type Gauge = <T>(work: () => Promise<T>) => Promise<T | 'full'>

export function makeGauge(most: number): Gauge {
  let running = 0
  return async (work) => {
    if (running >= most) return 'full'
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
    }
  }
}
