/**
 * express-openid-connect.
 *
 * Client: confidential
 * Redirect URI: /callback
 */
import express from 'express'
// recipe
import { auth } from 'express-openid-connect'

// end
const app = express()

// recipe
app.use(
  auth({
    issuerBaseURL: process.env.VIGNETTE_ISSUER,
    baseURL: process.env.APP_URL,
    clientID: process.env.VIGNETTE_CLIENT_ID,
    clientSecret: process.env.VIGNETTE_CLIENT_SECRET,
    secret: process.env.SESSION_SECRET,
    authorizationParams: { response_type: 'code', scope: 'openid profile email' },
  }),
)

app.get('/', (request, reply) => reply.send(`Signed in as ${request.oidc.user.name}`))
// end

app.listen(new URL(process.env.APP_URL).port)
