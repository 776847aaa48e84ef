/**
 * React with @auth0/auth0-react, in the browser, for a tenant with a host of its own.
 *
 * Client: public
 * Redirect URI: /
 */

// recipe
import { Auth0Provider, useAuth0 } from '@auth0/auth0-react'
// end
import { createRoot } from 'react-dom/client'

// recipe
const settings = {
  domain: new URL(process.env.VIGNETTE_ISSUER).host,
  clientId: process.env.VIGNETTE_CLIENT_ID,
  authorizationParams: { redirect_uri: `${process.env.APP_URL}/` },
}

function Person() {
  const { isLoading, error, user, loginWithRedirect } = useAuth0()
  if (isLoading) return <p>One moment</p>
  if (error) return <p>{error.message}</p>
  if (user) return <p>Signed in as {user.name}</p>
  return (
    <button type="button" onClick={() => loginWithRedirect()}>
      Sign in
    </button>
  )
}

const App = () => (
  <Auth0Provider {...settings}>
    <Person />
  </Auth0Provider>
)
// end

createRoot(document.querySelector('#app')).render(<App />)
