/**
 * A module worker in Chromium under the policy of the passcode's own, which computes and says how long that took.
 */
import type { Browser } from 'playwright-core'
import { WORKER_POLICY } from '../../src/http/security-headers.ts'

/** @returns what the script posts: milliseconds */
export async function bareInWorker(browser: Browser, public_url: string, script: string): Promise<number> {
  const page = await (await browser.newContext()).newPage()
  try {
    const headers = { 'content-security-policy': WORKER_POLICY }
    const answer = { contentType: 'text/javascript', body: script, headers }
    await page.context().route('**/bench-worker.js', (route) => route.fulfill(answer))
    await page.goto(`${public_url}/healthz`)
    return await page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker('/bench-worker.js', { type: 'module' })
          worker.onerror = (event) => reject(new Error(event.message))
          worker.onmessage = ({ data }) => resolve(data)
        }),
    )
  } finally {
    await page.context().close()
  }
}
