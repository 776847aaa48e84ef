/**
 * Auth.js: @auth/core, whose provider is also that of next-auth, @auth/express and @auth/sveltekit.
 *
 * Client: confidential
 * Redirect URI: /api/auth/callback/vignette
 */

// recipe
import { Auth } from '@auth/core'
// end
import express from 'express'

// recipe
const vignette = {
  id: 'vignette',
  name: 'Vignette',
  type: 'oidc',
  issuer: process.env.VIGNETTE_ISSUER,
  clientId: process.env.VIGNETTE_CLIENT_ID,
  clientSecret: process.env.VIGNETTE_CLIENT_SECRET,
  client: { token_endpoint_auth_method: 'client_secret_basic' },
  checks: ['pkce', 'state', 'nonce'],
}
// end

// recipe
const config = {
  basePath: '/api/auth',
  secret: process.env.SESSION_SECRET,
  trustHost: true,
  providers: [vignette],
}
const answer = (request) => Auth(request, config) // a Request to /api/auth/..., a Response
// end

const app = express()
app.use(express.text({ type: '*/*' }))

/** What the packages for each framework do. */
const asRequest = ({ method, headers, body }, path) =>
  new Request(new URL(path, process.env.APP_URL), {
    method,
    headers: { cookie: headers.cookie ?? '', 'content-type': headers['content-type'] ?? '' },
    ...(method === 'POST' ? { body } : {}),
  })

app.use('/api/auth', async (request, reply) => {
  const response = await answer(asRequest(request, request.originalUrl))
  reply.status(response.status).setHeaders(response.headers)
  reply.send(await response.text())
})
app.get('/login', (_request, reply) => reply.redirect('/api/auth/signin?callbackUrl=/'))
app.get('/', async (request, reply) => {
  const session = await (await answer(asRequest(request, '/api/auth/session'))).json()
  reply.send(`Signed in as ${session?.user?.name}`)
})
app.listen(new URL(process.env.APP_URL).port)
