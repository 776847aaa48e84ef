/**
 * Grant, here with Express.
 *
 * Client: confidential
 * Redirect URI: /connect/vignette/callback
 */
import express from 'express'
import session from 'express-session'
// recipe
import grant from 'grant'

// end
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))

// recipe
// The issuer of a tenant with a host of its own ends in a slash.
const base = process.env.VIGNETTE_ISSUER.replace(/\/$/, '')
app.use(
  grant.express({
    defaults: { origin: process.env.APP_URL, transport: 'session' },
    vignette: {
      oauth: 2,
      authorize_url: `${base}/authorize`,
      access_url: `${base}/token`,
      profile_url: `${base}/userinfo`,
      key: process.env.VIGNETTE_CLIENT_ID,
      secret: process.env.VIGNETTE_CLIENT_SECRET,
      scope: ['openid', 'profile', 'email'],
      scope_delimiter: ' ',
      state: true,
      nonce: true,
      pkce: true,
      response: ['tokens', 'profile'],
      callback: '/',
    },
  }),
)

app.get('/login', (_request, reply) => reply.redirect('/connect/vignette'))
app.get('/', (request, reply) => {
  reply.send(`Signed in as ${request.session.grant?.response?.profile?.name}`)
})
// end

app.listen(new URL(process.env.APP_URL).port)
