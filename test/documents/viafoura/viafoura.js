/** Viafoura's library as far as the document describes it. Its own servers are stood in for at /viafoura/login. */
const prepublished = []
const subscribed = []
let account

const show = () => {
  document.querySelector('#who').textContent = account?.name ?? 'nobody'
}

function publish(channel, event, ...args) {
  if (prepublished.some((intercept) => intercept(channel, event, ...args) === false)) return
  for (const { told, ...wanted } of subscribed) {
    if (wanted.channel === channel && wanted.event === event) told(...args)
  }
}

window.vf = {
  $prepublish: (intercept) => prepublished.push(intercept),
  $subscribe: (channel, event, told) => subscribed.push({ channel, event, told }),
  session: {
    login: {
      openIdConnect: async (idToken) => {
        const reply = await fetch('/viafoura/login', { method: 'POST', body: idToken })
        account = reply.ok ? await reply.json() : undefined
        show()
      },
    },
    logout: async () => {
      account = undefined
      show()
    },
  },
}

document.querySelector('#comment').onclick = () => {
  if (!account) publish('authentication', 'required')
}
document.querySelector('#leave').onclick = async () => {
  await window.vf.session.logout()
  publish('authentication', 'logout')
}
