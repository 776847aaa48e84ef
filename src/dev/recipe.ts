/**
 * Recipes of the cookbook: small applications that run, and of each the lines that connect it to this server.
 */
import { readShipped } from '../primitives/shipped-files.ts'

const FOLDER = new URL('../../views/dev/cookbook/', import.meta.url)

const HEADER =
  /^\/\*\*\n \* (?<title>.+)\.\n \*\n \* Client: (?<client_type>confidential|public)\n \* Redirect URI: (?<path>\/\S*)\n \*\/\n/
const CUT = /^\/\/ recipe\n(?<lines>.*?)^\/\/ end\n/gms

export type Recipe = Readonly<{
  /** Of the application, in the folder of all. */
  file: string
  title: string
  client_type: 'confidential' | 'public'
  /** Where it has people come back to, below its own address. */
  path: string
  /** What connects it, in order; what lies between is any application's. */
  parts: readonly string[]
}>

/** @throws when the file is not made as the others are */
export function parseRecipe(file: string, source: string): Recipe {
  const header = HEADER.exec(source)?.groups
  const parts = [...source.matchAll(CUT)].map(([, lines]) => String(lines).trim())
  if (header === undefined || parts.length === 0) {
    throw new Error(
      `${file} needs a title, its client and redirect URI, and lines between // recipe and // end`,
    )
  }
  const { title, client_type, path } = header
  return { file, title, client_type, path, parts } as Recipe
}

export const readRecipe = (file: string): Recipe =>
  parseRecipe(file, readShipped(new URL(file, FOLDER)).toString('utf8'))
