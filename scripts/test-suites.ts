/**
 * Which test files share a process.
 */
export type Suite = Readonly<{ name: string; files: readonly string[] }>

/** So many that a start is soon paid for, so few that neither core is idle in the end. */
const MOST_FILES = 10

/** The longest first, and fewer files in each of their suites, for the same reason. */
const LONG_FOLDERS = ['browser', 'cli', 'documents', 'flows']
const MOST_LONG_FILES = 5

/** @param files their paths, from the root: `test/FOLDER/...` */
export function suitesOf(files: readonly string[]): Suite[] {
  const folders = Map.groupBy([...files].sort(), folderOf)
  const long = LONG_FOLDERS.filter((name) => folders.has(name))
  const short = [...folders.keys()].filter((name) => !LONG_FOLDERS.includes(name))
  return [
    ...long.flatMap((name) => split(name, folders.get(name) ?? [], MOST_LONG_FILES)),
    ...short.flatMap((name) => split(name, folders.get(name) ?? [], MOST_FILES)),
  ]
}

/** What stands in none is a folder of its own. */
const folderOf = (file: string): string => file.split('/').slice(1, -1)[0] ?? 'test'

/** @returns suites of about the same size */
function split(folder: string, files: readonly string[], most: number): Suite[] {
  const count = Math.ceil(files.length / most)
  return Array.from({ length: count }, (_, index) => ({
    name: `${folder}-${index + 1}`,
    files: files.slice((index * files.length) / count, ((index + 1) * files.length) / count),
  }))
}
