/**
 * @auth0/auth0-spa-js, in the browser, for a tenant with a host of its own.
 *
 * Client: public
 * Redirect URI: /callback
 */

// recipe
import { createAuth0Client } from '@auth0/auth0-spa-js'

const auth0 = await createAuth0Client({
  domain: new URL(process.env.VIGNETTE_ISSUER).host,
  clientId: process.env.VIGNETTE_CLIENT_ID,
  authorizationParams: { redirect_uri: `${process.env.APP_URL}/callback` },
})

if (location.pathname === '/login') await auth0.loginWithRedirect()
if (location.pathname === '/callback') {
  await auth0.handleRedirectCallback()
  history.replaceState({}, '', '/')
}
const user = await auth0.getUser()
document.body.textContent = `Signed in as ${user?.name}`
// end
