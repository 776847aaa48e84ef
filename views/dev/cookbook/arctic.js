/**
 * Arctic, by its client for any provider, here with Express.
 *
 * Client: confidential
 * Redirect URI: /callback
 */

// recipe
import * as arctic from 'arctic'
// end
import express from 'express'
import session from 'express-session'

const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))

// recipe
// The issuer of a tenant with a host of its own ends in a slash.
const base = process.env.VIGNETTE_ISSUER.replace(/\/$/, '')
const client = new arctic.OAuth2Client(
  process.env.VIGNETTE_CLIENT_ID,
  process.env.VIGNETTE_CLIENT_SECRET,
  `${process.env.APP_URL}/callback`,
)

app.get('/login', (request, reply) => {
  const [state, verifier] = [arctic.generateState(), arctic.generateCodeVerifier()]
  request.session.checks = { state, verifier }
  const scopes = ['openid', 'profile', 'email']
  const { S256 } = arctic.CodeChallengeMethod
  reply.redirect(
    client.createAuthorizationURLWithPKCE(`${base}/authorize`, state, S256, verifier, scopes).href,
  )
})

app.get('/callback', async (request, reply) => {
  const { state, verifier } = request.session.checks ?? {}
  if (!state || request.query.state !== state) return reply.redirect('/login')
  const tokens = await client.validateAuthorizationCode(`${base}/token`, request.query.code, verifier)
  request.session.user = arctic.decodeIdToken(tokens.idToken())
  reply.redirect('/')
})
// end

app.get('/', (request, reply) => reply.send(`Signed in as ${request.session.user?.name}`))
app.listen(new URL(process.env.APP_URL).port)
