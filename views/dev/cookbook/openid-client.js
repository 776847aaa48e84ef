/**
 * openid-client, here with Express.
 *
 * Client: confidential
 * Redirect URI: /callback
 */
import express from 'express'
import session from 'express-session'
// recipe
import * as client from 'openid-client'

// end
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))

// recipe
const config = await client.discovery(
  new URL(process.env.VIGNETTE_ISSUER),
  process.env.VIGNETTE_CLIENT_ID,
  undefined,
  client.ClientSecretPost(process.env.VIGNETTE_CLIENT_SECRET),
  { execute: [client.allowInsecureRequests] }, // for http://localhost alone
)

app.get('/login', async (request, reply) => {
  const code_verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  request.session.checks = { pkceCodeVerifier: code_verifier, expectedState: state }
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${process.env.APP_URL}/callback`,
    scope: 'openid profile email',
    state,
    code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
  })
  reply.redirect(url.href)
})

app.get('/callback', async (request, reply) => {
  const { checks } = request.session
  if (!checks) return reply.redirect('/login')
  const address = new URL(request.originalUrl, process.env.APP_URL)
  const tokens = await client.authorizationCodeGrant(config, address, checks)
  request.session.user = tokens.claims()
  reply.redirect('/')
})
// end

app.get('/', (request, reply) => reply.send(`Signed in as ${request.session.user?.name}`))
app.listen(new URL(process.env.APP_URL).port)
