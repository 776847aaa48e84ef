/**
 * A command as it is pasted into a shell.
 */

/** @param lines what follows the verb, one line of the text for each */
export const commandText = (verb: string, lines: readonly string[]): string =>
  [`npm run -s vignette -- ${verb}`, ...lines].join(' \\\n  ')

/** Whatever else than plain characters a word has reaches the command as it is. */
export const shellWord = (word: string): string =>
  /^[\w:/.,@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
