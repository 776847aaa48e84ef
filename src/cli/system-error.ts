/**
 * Errors of the operating system, in the words that are of use.
 */
export const isCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === code

/** `EACCES: permission denied`, without the call and the path that Node adds. */
export function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  const [reason = ''] = message.split(/, \w+ '/)
  return reason === '' ? String(code) : reason
}
