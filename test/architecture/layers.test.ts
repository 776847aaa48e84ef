/**
 * The house rules, each broken on purpose: the linter must find every line of fixtures/violations that says
 * `// breaks RULE`, and no other line.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'

const ROOT = join(import.meta.dirname, '../..')
const VIOLATIONS = join(import.meta.dirname, 'fixtures/violations')
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome')

type Diagnostic = { category: string; location: { path: string; start: { line: number } } }

/** A tree with the project's rules and the fixtures as its sources. */
const tree = mkdtempSync(join(tmpdir(), 'vignette-layers-'))
t.teardown(() => rmSync(tree, { recursive: true, force: true }))
for (const path of ['.biome.json', '.gitignore', 'scripts/lint'])
  cpSync(join(ROOT, path), join(tree, path), { recursive: true })
cpSync(VIOLATIONS, join(tree, 'src'), { recursive: true })
writeFileSync(join(tree, 'src/domain/long-function.ts'), functionOf(50))
writeFileSync(join(tree, 'src/domain/longer-function.ts'), functionOf(51))
writeFileSync(join(tree, 'src/domain/long-file.ts'), linesOf(200))
writeFileSync(join(tree, 'src/domain/longer-file.ts'), linesOf(201))
const found = lint()

for (const path of readdirSync(VIOLATIONS, { recursive: true, encoding: 'utf8' }).sort()) {
  if (!path.endsWith('.ts')) continue
  t.test(`Architecture: src/${path} is refused where it breaks a rule, and nowhere else`, async (t) => {
    t.same(found.get(`src/${path}`) ?? [], expectedOf(join(VIOLATIONS, path)))
  })
}

t.test('House style: the body of a function has at most 50 lines', async (t) => {
  t.notOk(found.has('src/domain/long-function.ts'))
  t.same(found.get('src/domain/longer-function.ts'), ['1 noExcessiveLinesPerFunction'])
})

t.test('House style: a file has at most 200 lines', async (t) => {
  t.notOk(found.has('src/domain/long-file.ts'))
  t.same(found.get('src/domain/longer-file.ts'), ['1 noExcessiveLinesPerFile'])
})

t.test(
  'Architecture: every folder and file at the top of src has its rules, and a fixture that proves them',
  async (t) => {
    const { overrides } = JSON.parse(readFileSync(join(ROOT, '.biome.json'), 'utf8'))
    const ruled = new Set(overrides.flatMap((block: { includes: string[] }) => block.includes))
    const proved = new Set(readdirSync(VIOLATIONS))
    for (const entry of readdirSync(join(ROOT, 'src'), { withFileTypes: true })) {
      const pattern = `src/${entry.name}${entry.isDirectory() ? '/**' : ''}`
      t.ok(ruled.has(pattern), `.biome.json has a block for ${pattern}`)
      t.ok(proved.has(entry.name), `fixtures/violations has ${entry.name}`)
    }
  },
)

/** @returns by path, each error as `LINE RULE`, in the order of the lines */
function lint(): Map<string, string[]> {
  const diagnostics = new Map<string, Diagnostic[]>()
  for (const diagnostic of JSON.parse(biomeOutput()).diagnostics as Diagnostic[]) {
    const { path } = diagnostic.location
    diagnostics.set(path, [...(diagnostics.get(path) ?? []), diagnostic])
  }
  return new Map([...diagnostics].map(([path, some]) => [path, summaryOf(some)]))
}

function summaryOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .toSorted((a, b) => a.location.start.line - b.location.start.line)
    .map(({ category, location }) => `${location.start.line} ${category.split('/').at(-1)}`)
}

function biomeOutput(): string {
  const parameters = ['lint', '--reporter=json', '--diagnostic-level=error', '--max-diagnostics=none']
  try {
    return execFileSync(process.execPath, [BIOME, ...parameters], {
      cwd: tree,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

function expectedOf(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const rule = line.match(/\/\/ breaks (\w+)$/)?.[1]
      return rule === undefined ? [] : [`${index + 1} ${rule}`]
    })
}

function functionOf(lines: number): string {
  const body = Array.from({ length: lines }, (_, index) => `  write(${index})\n`)
  return `export function long(write: (index: number) => void) {\n${body.join('')}}\n`
}

function linesOf(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `export const number${index} = ${index}\n`).join('')
}
