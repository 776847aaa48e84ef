/**
 * simple-oauth2, here with Express.
 *
 * Client: confidential
 * Redirect URI: /callback
 */
import { randomUUID } from 'node:crypto'
import express from 'express'
import session from 'express-session'
// recipe
import { AuthorizationCode } from 'simple-oauth2'

// end
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))

// recipe
// The issuer of a tenant with a host of its own ends in a slash.
const base = process.env.VIGNETTE_ISSUER.replace(/\/$/, '')
const pathOf = (endpoint) => new URL(`${base}/${endpoint}`).pathname
const client = new AuthorizationCode({
  client: { id: process.env.VIGNETTE_CLIENT_ID, secret: process.env.VIGNETTE_CLIENT_SECRET },
  auth: {
    tokenHost: new URL(base).origin,
    authorizePath: pathOf('authorize'),
    tokenPath: pathOf('token'),
    revokePath: pathOf('revoke'),
  },
})
const redirect_uri = `${process.env.APP_URL}/callback`

app.get('/login', (request, reply) => {
  request.session.state = randomUUID()
  const { state } = request.session
  reply.redirect(client.authorizeURL({ redirect_uri, scope: 'openid profile email', state }))
})

app.get('/callback', async (request, reply) => {
  const { code, state } = request.query
  if (!state || state !== request.session.state) return reply.redirect('/login')
  const { token } = await client.getToken({ code, redirect_uri })
  const headers = { authorization: `Bearer ${token.access_token}` }
  const userinfo = await fetch(`${base}/userinfo`, { headers })
  request.session.user = await userinfo.json()
  reply.redirect('/')
})
// end

app.get('/', (request, reply) => reply.send(`Signed in as ${request.session.user?.name}`))
app.listen(new URL(process.env.APP_URL).port)
