/**
 * The page of the cookbook, from the applications beside it.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { pageOf, readRecipes } from '../../scripts/cookbook.ts'

const ROOT = join(import.meta.dirname, '../..')

t.test('Cookbook: the page shows what runs, of twelve libraries and more', async (t) => {
  const recipes = readRecipes()
  t.ok(recipes.length >= 12)
  const page = readFileSync(join(ROOT, 'views/dev/cookbook/README.md'), 'utf8')
  t.equal(page, pageOf(recipes), 'renewed by: node scripts/run.mjs scripts/cookbook.ts')
  for (const { title, parts } of recipes)
    t.ok(page.includes(`## ${title}\n`) && page.includes(parts[0] ?? ''))
})

t.test('Cookbook: what a recipe imports is installed for the tests', async (t) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  for (const { file, parts } of readRecipes()) {
    const imported = [...parts.join('\n').matchAll(/^import .* from '((?:@[^/]+\/)?[^/']+)/gm)]
    t.ok(imported.length > 0, file)
    for (const [, name] of imported)
      t.ok(Object.hasOwn({ ...dependencies, ...devDependencies }, String(name)), String(name))
  }
})

t.test('Discovery §4: no recipe doubles the slash at the end of an issuer that is a host', async (t) => {
  for (const { file, parts } of readRecipes()) t.notMatch(parts.join('\n'), 'VIGNETTE_ISSUER}/', file)
})

t.test('Cookbook: --check refuses a page that is stale', async (t) => {
  const tree = t.testdir()
  const [script, page] = ['scripts/cookbook.ts', 'views/dev/cookbook/README.md']
  const recipe = 'views/dev/cookbook/grant.js'
  const sources = ['scripts/generator.ts', 'src/dev/recipe.ts', 'src/primitives/shipped-files.ts']
  for (const path of [script, ...sources, recipe]) cpSync(join(ROOT, path), join(tree, path))
  const run = (...parameters: string[]) => {
    const command = [join(tree, script), ...parameters]
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' })
    return { status, stderr }
  }
  t.same(run(), { status: 0, stderr: '' })
  t.same(run('--check'), { status: 0, stderr: '' })
  appendFileSync(join(tree, page), 'and more')
  t.match(run('--check'), { status: 1, stderr: /stale/ })
})
