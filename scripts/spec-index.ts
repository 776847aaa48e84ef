/**
 * The map: which file implements which section, made from the `Implements:` lines of the file headers in src.
 *
 * Writes it between the two markers of README.md; `--check` changes nothing and exits 1 when the map there is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runGenerator } from './generator.ts'

const ROOT = join(import.meta.dirname, '..')
const OPEN = '<!-- spec-index -->'
const CLOSE = '<!-- /spec-index -->'

const SECTION = String.raw`§(?:\d+|[A-Z])(?:\.\d+)*`
const SECTIONS = `${SECTION}(?:-${SECTION})?(?:, ${SECTION}(?:-${SECTION})?)*`
const REFERENCE = new RegExp(`^(?<name>[^§,]+?)(?: (?<sections>${SECTIONS}))?$`)

/** `section` is undefined where a file stands for the whole of a specification. */
export type Reference = Readonly<{ specification: string; section: string | undefined }>

export class MalformedHeaderError extends Error {
  override readonly name = 'MalformedHeaderError'
}

/**
 * Reads `Implements: OpenID Connect Core 1.0 §3.1.2.5, §3.1.3.2; RFC 6749 §4.1.2.` from the first comment of a file.
 * What stands in parentheses behind a section is for people.
 *
 * @throws {MalformedHeaderError}
 */
export function parseImplements(source: string): Reference[] {
  const header = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? ''
  const paragraphs = header
    .split(/^ \*[ ]*$/m)
    .map((paragraph) => paragraph.replaceAll(/\s*\n \* ?/g, ' ').trim())
  const statement = paragraphs.find((paragraph) => /^implement\w*\b/i.test(paragraph))
  if (statement === undefined) {
    if (/^\s*(?:\/\/|\*|\/\*\*) ?implements:/im.test(source))
      throw new MalformedHeaderError(
        'Implements: belongs in a paragraph of its own in the header of the file',
      )
    return []
  }
  const references = /^Implements: (.+?)\.?(?: Not offered: .*)?$/.exec(statement)?.[1]
  if (references === undefined) throw new MalformedHeaderError(`cannot be read: ${statement}`)
  return references
    .replaceAll(new RegExp(String.raw`(${SECTION}) \([^)]*\)`, 'g'), '$1')
    .split('; ')
    .flatMap(parseReference)
}

function parseReference(text: string): Reference[] {
  const { name, sections } = REFERENCE.exec(text)?.groups ?? {}
  if (name === undefined || (/^RFC\b/.test(name) && !/^RFC \d+$/.test(name)))
    throw new MalformedHeaderError(
      `"${text}" is not a specification and its sections, as in "RFC 6749 §4.1.2, §5.2"`,
    )
  if (sections === undefined) return [{ specification: name, section: undefined }]
  return sections.split(', ').map((section) => ({ specification: name, section }))
}

/** @param files the text of each by its path below src, with `/` between folders */
export function mapOf(files: ReadonlyMap<string, string>): string {
  const rows = new Map<string, { reference: Reference; paths: string[] }>()
  for (const [path, source] of files) {
    for (const reference of referencesOf(path, source)) {
      const key = `${reference.specification} ${reference.section}`
      const row = rows.get(key) ?? { reference, paths: [] }
      rows.set(key, { reference, paths: [...row.paths, path] })
    }
  }
  const lines = [...rows.values()]
    .sort((a, b) => compare(a.reference, b.reference))
    .map(({ reference, paths }) => {
      const links = paths.sort().map((path) => `[${path.replace(/\.ts$/, '')}](src/${path})`)
      return `| ${reference.specification} | ${reference.section ?? 'all'} | ${links.join(', ')} |`
    })
  return ['| Specification | Section | File |', '| --- | --- | --- |', ...lines].join('\n')
}

function referencesOf(path: string, source: string): Reference[] {
  try {
    return parseImplements(source)
  } catch (error) {
    if (error instanceof MalformedHeaderError) error.message = `src/${path}: ${error.message}`
    throw error
  }
}

function compare(a: Reference, b: Reference): number {
  const numeric = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true })
  return numeric(a.specification, b.specification) || numeric(a.section ?? '', b.section ?? '')
}

/** @returns undefined when `readme` has no place for it */
export function withMap(readme: string, map: string): string | undefined {
  const [before, rest, ...more] = readme.split(OPEN)
  const after = rest?.split(CLOSE)[1]
  if (before === undefined || after === undefined || more.length > 0) return undefined
  return `${before}${OPEN}\n\n${map}\n\n${CLOSE}${after}`
}

function readSources(): Map<string, string> {
  const folder = join(ROOT, 'src')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  return new Map(
    paths.sort().map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
  )
}

function readReadme(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Error(`There is no README.md for the map. Make one with the lines ${OPEN} and ${CLOSE}.`)
  }
}

function main(checking: boolean): void {
  const path = join(ROOT, 'README.md')
  const readme = readReadme(path)
  const wanted = withMap(readme, mapOf(readSources()))
  if (wanted === undefined)
    throw new Error(`README.md needs the lines ${OPEN} and ${CLOSE}, once, around the map.`)
  if (wanted === readme) return
  if (checking)
    throw new Error('The map in README.md is stale. Renew it: node scripts/run.mjs scripts/spec-index.ts')
  writeFileSync(path, wanted)
}

if (import.meta.main) runGenerator(main)
