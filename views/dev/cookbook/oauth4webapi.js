/**
 * oauth4webapi, here with Express.
 *
 * Client: confidential
 * Redirect URI: /callback
 */
import express from 'express'
import session from 'express-session'
// recipe
import * as oauth from 'oauth4webapi'

// end
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))

// recipe
const issuer = new URL(process.env.VIGNETTE_ISSUER)
const client = { client_id: process.env.VIGNETTE_CLIENT_ID }
const proof = oauth.ClientSecretPost(process.env.VIGNETTE_CLIENT_SECRET)
const redirect_uri = `${process.env.APP_URL}/callback`
const options = { [oauth.allowInsecureRequests]: true } // for http://localhost alone
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))

app.get('/login', async (request, reply) => {
  const code_verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  request.session.checks = { code_verifier, state }
  const code_challenge = await oauth.calculatePKCECodeChallenge(code_verifier)
  const scope = 'openid profile email'
  const asked = { ...client, redirect_uri, scope, state, code_challenge }
  const query = new URLSearchParams({ ...asked, response_type: 'code', code_challenge_method: 'S256' })
  reply.redirect(`${server.authorization_endpoint}?${query}`)
})

app.get('/callback', async (request, reply) => {
  const { checks } = request.session
  if (!checks) return reply.redirect('/login')
  const address = new URL(request.originalUrl, process.env.APP_URL)
  const answer = oauth.validateAuthResponse(server, client, address, checks.state)
  const sent = [server, client, proof, answer, redirect_uri, checks.code_verifier, options]
  const response = await oauth.authorizationCodeGrantRequest(...sent)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response)
  request.session.user = oauth.getValidatedIdTokenClaims(tokens)
  reply.redirect('/')
})
// end

app.get('/', (request, reply) => reply.send(`Signed in as ${request.session.user?.name}`))
app.listen(new URL(process.env.APP_URL).port)
