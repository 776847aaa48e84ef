/**
 * The files that ship with the program, inside the executable: what src/primitives/shipped-files.ts reads elsewhere.
 */
import { getAssetKeys, getRawAsset } from 'node:sea'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the sources in the executable say that they stand; nothing is there on any disk. */
export const EXECUTABLE_ROOT = 'file:///vignette/'

const keyOf = (file: URL): string => fileURLToPath(file).slice(fileURLToPath(EXECUTABLE_ROOT).length)

export const readShipped = (file: URL): Buffer => Buffer.from(getRawAsset(keyOf(file)))

export const readShippedText = (path: string): string => readShipped(pathToFileURL(path)).toString('utf8')

export function listShipped(folder: URL): readonly string[] {
  const key = keyOf(folder)
  const below = getAssetKeys().flatMap((name) => (name.startsWith(key) ? [name.slice(key.length)] : []))
  return [...new Set(below.map((name) => name.replace(/\/.*$/s, '')))].sort()
}
