/** The television of the demo application asks by itself, as often as it may, until somebody has answered. */
import './dev-page.ts'

const form = document.querySelector<HTMLFormElement>('#ask')
const status = document.querySelector<HTMLElement>('#asked')

if (form && status) setTimeout(() => ask(form, status), Number(form.dataset['seconds']) * 1000)

async function ask(form: HTMLFormElement, status: HTMLElement): Promise<void> {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]))
  const reply = await fetch(form.action, { method: 'POST', body })
  if (new URL(reply.url).pathname !== location.pathname) return location.assign(reply.url)
  status.textContent = /id="asked" role="status">([^<]*)</.exec(await reply.text())?.[1] ?? ''
  setTimeout(() => ask(form, status), Number(form.dataset['seconds']) * 1000)
}
