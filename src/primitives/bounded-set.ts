/**
 * A set that forgets what was added first once it is full, so that nobody can fill the memory with it.
 */
export type BoundedSet = Readonly<{ has: (value: string) => boolean; add: (value: string) => void }>

export function makeBoundedSet(most: number): BoundedSet {
  const values = new Set<string>()
  return {
    has: (value) => values.has(value),
    add: (value) => {
      values.add(value)
      if (values.size > most) values.delete(values.values().next().value as string)
    },
  }
}
