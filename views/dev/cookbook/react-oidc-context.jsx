/**
 * React with react-oidc-context, in the browser.
 *
 * Client: public
 * Redirect URI: /
 */
import { createRoot } from 'react-dom/client'
// recipe
import { AuthProvider, useAuth } from 'react-oidc-context'

const settings = {
  authority: process.env.VIGNETTE_ISSUER,
  client_id: process.env.VIGNETTE_CLIENT_ID,
  redirect_uri: `${process.env.APP_URL}/`,
  scope: 'openid profile email',
  onSigninCallback: () => history.replaceState({}, '', '/'),
}

function Person() {
  const { isLoading, error, user, signinRedirect } = useAuth()
  if (isLoading) return <p>One moment</p>
  if (error) return <p>{error.message}</p>
  if (user) return <p>Signed in as {user.profile.name}</p>
  return (
    <button type="button" onClick={() => signinRedirect()}>
      Sign in
    </button>
  )
}

const App = () => (
  <AuthProvider {...settings}>
    <Person />
  </AuthProvider>
)
// end

createRoot(document.querySelector('#app')).render(<App />)
