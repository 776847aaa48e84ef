/**
 * How a script runs that writes a page: `--check` changes nothing, and exits 1 when the page is stale.
 */

/** @param write throws when it checks, and what is there is not what it would write */
export function runGenerator(write: (checking: boolean) => void): void {
  try {
    write(process.argv.includes('--check'))
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
