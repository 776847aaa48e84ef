/**
 * A client's own site, on an origin of its own: where people come back to, a page in a frame that signs them out there,
 * and a page that asks in a frame whether they are still signed in.
 */
import { createServer, type RequestListener } from 'node:http'
import type { Lasting } from './fixtures.ts'
import { openServer } from './open-server.ts'

export type RelyingSite = Readonly<{
  origin: string
  /** Path and query of each request so far, the newest last. */
  asked: string[]
  /** From now on the page in the frame answers so. */
  answerFrame: (listener: RequestListener) => void
}>

/** §3.1: asks again and again, and says in its heading what it was told. */
const POLLING = `<!doctype html><title>Notes</title><h1></h1><iframe></iframe><script>
const asked = new URLSearchParams(location.search)
const frame = document.querySelector('iframe')
const iframe = new URL(asked.get('check_session_iframe'))
addEventListener('message', ({ origin, data }) => {
  if (origin === iframe.origin) document.querySelector('h1').textContent = data
})
frame.onload = () => setInterval(() => frame.contentWindow.postMessage(asked.get('ask'), iframe.origin), 100)
frame.src = iframe
</script>`

const page = (body: string): RequestListener => {
  return (_, reply) => reply.setHeader('content-type', 'text/html').end(body)
}

export async function relyingSite(t: Lasting): Promise<RelyingSite> {
  const asked: string[] = []
  const signedOut = page('<!doctype html><title>Notes</title><p>Signed out of the notes</p>')
  let frame = signedOut
  const server = createServer((request, reply) => {
    const path = request.url ?? ''
    asked.push(path)
    const answer = path.startsWith('/front') ? frame : path.startsWith('/session') ? page(POLLING) : home
    answer(request, reply)
  })
  const port = await openServer(t, server, 'localhost')
  return {
    origin: `http://localhost:${port}`,
    asked,
    answerFrame: (next) => {
      frame = next
    },
  }
}

const home = page('<!doctype html><title>Notes</title><h1>Notes</h1>')
