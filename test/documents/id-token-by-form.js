/**
 * express-openid-connect with no more than it asks for: without a secret it wants an ID token, posted by the browser.
 */
import express from 'express'
import { auth } from 'express-openid-connect'

const app = express()
app.use(
  auth({
    issuerBaseURL: process.env.VIGNETTE_ISSUER,
    baseURL: process.env.APP_URL,
    clientID: process.env.VIGNETTE_CLIENT_ID,
    secret: process.env.SESSION_SECRET,
  }),
)
app.get('/', (request, reply) => reply.send(`Signed in as ${request.oidc.user.name}`))
app.listen(new URL(process.env.APP_URL).port)
