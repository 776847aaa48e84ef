/**
 * The files that ship with the program, beside its sources. In the executable src/cli/executable-files.ts stands in its place.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** @throws {Error} when there is no such file */
export const readShipped = (file: URL): Buffer => readFileSync(file)

/** Likewise, by its path: for those who know nothing else. */
export const readShippedText = (path: string): string => readFileSync(path, 'utf8')

/** The names of what stands in a folder, sorted. @param folder ending in a slash */
export const listShipped = (folder: URL): readonly string[] => readdirSync(folder).sort()
