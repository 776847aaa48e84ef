/**
 * What counts as a part of the sign-in page.
 */
import t from 'tap'
import { addressesIn } from '../../../scripts/bench/page-weight.ts'

t.test('Bench: a page brings the styles, icon and scripts that its head names', async (t) => {
  const page = `<link rel="stylesheet" href="/assets/x/style.css">
    <link rel="icon" type="image/svg+xml" href="/assets/x/icon.svg">
    <script type="module" src="/assets/x/browser/sign-in.ts"></script>
    <a href="/help">Help</a><img src="/logo.png">`
  t.same(addressesIn(page, 'page'), [
    '/assets/x/style.css',
    '/assets/x/icon.svg',
    '/assets/x/browser/sign-in.ts',
  ])
})

t.test('Bench: a script brings what it imports, at once or later, and not its worker', async (t) => {
  const script = `import { a } from './a.ts'
    import './b.ts'
    const c = await import('./c.ts')
    new Worker(new URL('passcode-worker.ts', import.meta.url), { type: 'module' })`
  t.same(addressesIn(script, 'script'), ['./a.ts', './b.ts', './c.ts'])
})
