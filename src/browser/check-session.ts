/** Answers a client's page: whether the browser's state is still the one of which the client was told. */
const name = document.body.dataset['cookie'] ?? ''

/** A client's id and the session_state it has: the hash, and the salt it was made with. */
const QUESTION = /^(\S+) ([\w-]+)\.([\w-]+)$/

addEventListener('message', async ({ data, origin, source }) => {
  // A page without an origin cannot be answered, so that nobody else hears it.
  if (!source || origin === 'null') return
  source.postMessage(await answerTo(String(data), origin), { targetOrigin: origin })
})

async function answerTo(question: string, origin: string): Promise<'changed' | 'unchanged' | 'error'> {
  const [, client_id, hash, salt] = QUESTION.exec(question) ?? []
  if (client_id === undefined || salt === undefined || !isSecureContext) return 'error'
  const now = await sha256(`${client_id} ${origin} ${browserState()} ${salt}`)
  return now === hash ? 'unchanged' : 'changed'
}

/** Empty: nobody is signed in. */
function browserState(): string {
  const pairs = document.cookie.split('; ').map((pair) => pair.split('='))
  return pairs.find(([key]) => key === name)?.[1] ?? ''
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const binary = String.fromCharCode(...new Uint8Array(digest))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
