/**
 * oidc-client-ts, in the browser.
 *
 * Client: public
 * Redirect URI: /callback
 */

// recipe
import { UserManager } from 'oidc-client-ts'

const users = new UserManager({
  authority: process.env.VIGNETTE_ISSUER,
  client_id: process.env.VIGNETTE_CLIENT_ID,
  redirect_uri: `${process.env.APP_URL}/callback`,
  scope: 'openid profile email',
})

if (location.pathname === '/login') await users.signinRedirect()
if (location.pathname === '/callback') {
  await users.signinCallback()
  history.replaceState({}, '', '/')
}
const user = await users.getUser()
document.body.textContent = `Signed in as ${user?.profile.name}`
// end
