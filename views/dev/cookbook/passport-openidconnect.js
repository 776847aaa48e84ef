/**
 * Passport with passport-openidconnect, in Express.
 *
 * Client: confidential
 * Redirect URI: /callback
 */
import express from 'express'
import session from 'express-session'
// recipe
import passport from 'passport'
import OpenIDConnectStrategy from 'passport-openidconnect'

// end
const app = express()
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))

// recipe
// The issuer of a tenant with a host of its own ends in a slash.
const base = process.env.VIGNETTE_ISSUER.replace(/\/$/, '')
const settings = {
  issuer: process.env.VIGNETTE_ISSUER,
  authorizationURL: `${base}/authorize`,
  tokenURL: `${base}/token`,
  userInfoURL: `${base}/userinfo`,
  clientID: process.env.VIGNETTE_CLIENT_ID,
  clientSecret: process.env.VIGNETTE_CLIENT_SECRET,
  callbackURL: `${process.env.APP_URL}/callback`,
  scope: ['profile', 'email'],
}
passport.use(new OpenIDConnectStrategy(settings, (_issuer, profile, done) => done(null, profile)))
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

app.use(passport.session())
app.get('/login', passport.authenticate('openidconnect'))
app.get(
  '/callback',
  passport.authenticate('openidconnect', { successRedirect: '/', failureRedirect: '/login' }),
)
// end

app.get('/', (request, reply) => reply.send(`Signed in as ${request.user?.displayName}`))
app.listen(new URL(process.env.APP_URL).port)
