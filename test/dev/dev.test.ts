/**
 * Whether a process holds anything of dev mode, asked of the module loader itself.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'

const ROOT = join(import.meta.dirname, '../..')
const OF_DEV = /\/src\/dev\/|\/node_modules\/openid-client\//

/** @returns the addresses of all modules that are loaded when these are */
function loadedWith(...paths: string[]): string[] {
  const script = `
    import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context) } })
    for (const path of ${JSON.stringify(paths)}) await import(path)
    process.stdout.write(JSON.stringify(urls))`
  const { stdout } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script],
    { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  )
  return JSON.parse(stdout)
}

t.test('Dev mode: what the command serve loads holds nothing of it', async (t) => {
  const urls = loadedWith('./src/cli/command-line.ts', './src/cli/serve.ts', './src/app.ts')
  t.ok(urls.some((url) => url.endsWith('/src/routes/authorize.ts')))
  t.same(
    urls.filter((url) => OF_DEV.test(url)),
    [],
  )
})

t.test('Dev mode: the command dev loads it only when it runs', async (t) => {
  t.same(
    loadedWith('./src/cli/dev.ts').filter((url) => OF_DEV.test(url)),
    [],
  )
})

t.test('Dev mode: the same question finds it where it is', async (t) => {
  const urls = loadedWith('./src/dev/dev.ts').filter((url) => OF_DEV.test(url))
  t.ok(urls.some((url) => url.endsWith('/src/dev/demo.ts')))
})
