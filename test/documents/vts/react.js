/**
 * The same by auth0-react, as its introduction has it.
 */
import { Auth0Provider, useAuth0 } from '@auth0/auth0-react'
import { createElement, useState } from 'react'
import { createRoot } from 'react-dom/client'

function App() {
  const auth0 = useAuth0()
  const { isLoading, isAuthenticated, error, user, loginWithRedirect, logout, getAccessTokenSilently } = auth0
  const [renewed, setRenewed] = useState('')
  if (isLoading) return createElement('p', null, 'Loading')
  if (error) return createElement('p', { role: 'alert' }, error.message)
  if (!isAuthenticated)
    return createElement('button', { type: 'button', onClick: () => loginWithRedirect() }, 'Log in')
  const renew = async () => setRenewed(await getAccessTokenSilently({ cacheMode: 'off' }))
  const leave = () => logout({ logoutParams: { returnTo: location.origin } })
  return createElement(
    'main',
    null,
    createElement('h1', null, user.name),
    createElement('button', { type: 'button', onClick: renew }, 'Renew'),
    createElement('button', { type: 'button', onClick: leave }, 'Log out'),
    createElement('output', null, renewed),
  )
}

createRoot(document.querySelector('div')).render(
  createElement(
    Auth0Provider,
    {
      domain: document.querySelector('meta[name=domain]').content,
      clientId: 'rp',
      useRefreshTokens: true,
      cacheLocation: 'localstorage',
      authorizationParams: { redirect_uri: location.origin, organization: 'org_kitchen' },
    },
    createElement(App),
  ),
)
