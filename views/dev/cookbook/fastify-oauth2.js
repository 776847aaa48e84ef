/**
 * @fastify/oauth2.
 *
 * Client: confidential
 * Redirect URI: /callback
 */

// recipe
import oauth2 from '@fastify/oauth2'
// end
import fastify from 'fastify'

const app = fastify()

// recipe
app.register(oauth2, {
  name: 'vignette',
  credentials: {
    client: { id: process.env.VIGNETTE_CLIENT_ID, secret: process.env.VIGNETTE_CLIENT_SECRET },
  },
  discovery: { issuer: process.env.VIGNETTE_ISSUER },
  scope: ['openid', 'profile', 'email'],
  pkce: 'S256',
  startRedirectPath: '/login',
  callbackUri: `${process.env.APP_URL}/callback`,
})

app.get('/callback', async (request, reply) => {
  const { token } = await app.vignette.getAccessTokenFromAuthorizationCodeFlow(request, reply)
  const user = await app.vignette.userinfo(token.access_token)
  return `Signed in as ${user.name}`
})
// end

await app.listen({ port: Number(new URL(process.env.APP_URL).port) })
