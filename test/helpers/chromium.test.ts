/**
 * The Chromium of the tests is a real one, with the checks of a real one.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { launchChromium, withoutChromium } from './chromium.ts'

t.test('Chromium for tests: it shows text, and keeps origins apart', { skip: withoutChromium }, async (t) => {
  const server = createServer((_request, reply) => {
    reply.setHeader('content-type', 'text/html').end('<!doctype html><title>Here</title><h1>Signed in</h1>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const browser = await launchChromium({ args: ['--host-resolver-rules=MAP app.example 127.0.0.1'] })
  t.teardown(async () => {
    await browser.close()
    server.close()
  })

  const page = await browser.newPage()
  await page.goto(`http://app.example:${port}/`)
  t.equal(await page.title(), 'Here')
  const width = await page.evaluate(
    'document.createElement("canvas").getContext("2d").measureText("Sign").width',
  )
  t.ok(Number(width) > 10, 'there are fonts')
  t.equal(await page.evaluate('fetch("/").then((reply) => reply.status)'), 200)
  await t.rejects(page.evaluate(`fetch('http://127.0.0.1:${port}/')`), 'CORS is on')
})
