/**
 * What is costly to make, kept for who asks for it again: no more of it than so much, the most recently asked for.
 */
export function recentlyMade<Made>(most: number, make: (key: string) => Made): (key: string) => Made {
  const kept = new Map<string, Made>()
  return (key) => {
    const made = kept.get(key) ?? make(key)
    kept.delete(key)
    kept.set(key, made)
    if (kept.size > most) kept.delete(kept.keys().next().value as string)
    return made
  }
}
