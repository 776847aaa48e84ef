/** The publisher's page: what the document has its reader write, with oidc-client-ts as the existing authentication. */
import { UserManager } from 'oidc-client-ts'

const manager = new UserManager(await (await fetch('/settings.json')).json())
const { login, logout } = window.vf.session

window.manager = manager
window.happened = []
manager.events.addUserSignedOut(() => window.happened.push('signed out'))
manager.events.addUserSessionChanged(() => window.happened.push('session changed'))

window.vf.$prepublish((channel, event, ...args) => {
  if (channel === 'authentication' && event === 'required') {
    void manager.signinRedirect()
    return false
  }
  return { channel, event, args }
})
window.vf.$subscribe('authentication', 'logout', () => {
  void manager.signoutRedirect()
})
document.querySelector('#sign-out').onclick = () => manager.signoutRedirect()

/** Whoever renews, here or in a frame, tells Viafoura again. */
manager.events.addUserLoaded(({ id_token }) => login.openIdConnect(id_token))
manager.events.addUserUnloaded(logout)

const callback = location.pathname === '/callback'
const user = callback ? await manager.signinCallback() : await manager.getUser()
if (callback && user) history.replaceState({}, '', '/')
if (!callback) await (user ? login.openIdConnect(user.id_token) : logout())
document.documentElement.dataset.ready = ''
