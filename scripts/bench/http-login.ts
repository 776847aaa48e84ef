/**
 * Signing in with a passcode over HTTP, as the browser's worker does it.
 */
import { makeLoginProof } from '../../src/passcode/login-proof.ts'
import { finishLogin, ready, startLogin } from '../../src/passcode/opaque-client.ts'
import { encodePasscode } from '../../src/passcode/passcode-secret.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import {
  authorizeUrl,
  CHEAP_STRETCHING,
  CHEAP_TENANT,
  CLIENT,
  PIN,
  picture,
  USERNAME,
} from './passcode-people.ts'

/** A sign-in that waits: the page has been shown. */
export type Waiting = Readonly<{ interaction: string; cookie: string; tenant_uuid: string }>

export async function openInteraction(public_url: string): Promise<Waiting> {
  const reply = await fetch(authorizeUrl(public_url, CHEAP_TENANT), { redirect: 'manual' })
  const [cookie = ''] = reply.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '')
  const location = reply.headers.get('location') ?? ''
  const page = await (await fetch(location, { headers: { cookie } })).text()
  const tenant_uuid = /data-tenant_uuid="([^"]+)"/.exec(page)?.[1]
  if (tenant_uuid === undefined) throw new Error(`no sign-in page at ${location}`)
  return { interaction: location.slice(location.lastIndexOf('/') + 1), cookie, tenant_uuid }
}

/** Both requests, from the first message to the session. */
export async function logIn(
  public_url: string,
  { interaction, cookie, tenant_uuid }: Waiting,
): Promise<void> {
  const password = await passwordOf(tenant_uuid)
  const { ke1, client_state } = startLogin(password)
  const post = (step: string, body: object) =>
    postJson(`${public_url}/api/oidc/${CHEAP_TENANT}/passcode/login/${step}`, body, {
      cookie,
      origin: public_url,
    })
  const { challenge, ke2 } = await post('start', { username: USERNAME, ke1, interaction })
  const terms = { password, tenant_uuid, key_stretching: CHEAP_STRETCHING, client_state }
  const login = finishLogin({ ...terms, ke2: String(ke2) })
  if (!login) throw new Error('the server answered another passcode')
  const binding = { challenge: String(challenge), origin: public_url, client_id: CLIENT, interaction }
  const proof = await makeLoginProof(login.session_key, binding)
  await post('finish', { challenge, ke3: login.ke3, proof })
}

async function passwordOf(tenant_uuid: string): Promise<string> {
  await ready
  const picture_digest = await pictureDigest(picture)
  return encodePasscode({ tenant_uuid, picture_digest, secret: { method: 'pin', digits: PIN } })
}

async function postJson(url: string, body: object, headers: Record<string, string>) {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Record<string, unknown>
}
