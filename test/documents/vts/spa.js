/**
 * A service of somebody else as the document of VTS has it: launched from there, it signs the person in with auth0-spa-js and
 * passes on what it was told, where it was told something.
 */
import { createAuth0Client } from '@auth0/auth0-spa-js'

const asked = new URLSearchParams(location.search)
const passedOn = ['ext-integration-id', 'connection', 'organization']
const authorizationParams = Object.fromEntries(
  passedOn.map((name) => [name, asked.get(name)]).filter(([, value]) => value),
)

const auth0 = await createAuth0Client({
  domain: document.querySelector('meta[name=domain]').content,
  clientId: 'rp',
  useRefreshTokens: !location.pathname.startsWith('/framed'),
  authorizationParams: { redirect_uri: `${location.origin}/callback` },
})
globalThis.auth0 = auth0

const show = async () => {
  if (location.pathname === '/login') return auth0.loginWithRedirect({ authorizationParams })
  if (location.pathname === '/callback') await auth0.handleRedirectCallback()
  document.body.dataset.claims = JSON.stringify((await auth0.getIdTokenClaims()) ?? null)
}

await show().catch(({ error, message }) => {
  document.body.dataset.fault = `${error}: ${message}`
})
