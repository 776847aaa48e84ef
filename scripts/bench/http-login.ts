/**
 * Signing in with a passcode over HTTP, as the browser's worker does it, many people at once.
 */
import { makeLoginProof } from '../../src/passcode/login-proof.ts'
import { finishLogin, type LoginStart, ready, startLogin } from '../../src/passcode/opaque-client.ts'
import { encodePasscode } from '../../src/passcode/passcode-secret.ts'
import { pictureDigest } from '../../src/passcode/picture-digest.ts'
import { authorizeUrl, CHEAP_STRETCHING, CHEAP_TENANT, CLIENT, PIN, picture } from './passcode-people.ts'

const AT_ONCE = 16

/** Somebody at the sign-in page, at an address of their own: one address alone would soon be told to wait. */
export type Waiting = Readonly<{
  username: string
  headers: Readonly<Record<string, string>>
  interaction: string
  password: string
  tenant_uuid: string
}>

type Started = Waiting & LoginStart
type Answered = Started & Readonly<{ challenge: string; ke2: string }>
export type Proven = Waiting & Readonly<{ challenge: string; ke3: string; proof: string }>

export async function openPage(public_url: string, username: string, address: string): Promise<Waiting> {
  const reply = await fetch(authorizeUrl(public_url, CHEAP_TENANT), { redirect: 'manual' })
  const [cookie = ''] = reply.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '')
  const location = reply.headers.get('location') ?? ''
  const headers = { cookie, origin: public_url, 'x-forwarded-for': address }
  const page = await (await fetch(location, { headers })).text()
  const tenant_uuid = /data-tenant_uuid="([^"]+)"/.exec(page)?.[1]
  if (tenant_uuid === undefined) throw new Error(`no sign-in page at ${location}`)
  await ready
  const picture_digest = await pictureDigest(picture)
  const password = await encodePasscode({
    tenant_uuid,
    picture_digest,
    secret: { method: 'pin', digits: PIN },
  })
  const interaction = location.slice(location.lastIndexOf('/') + 1)
  return { username, headers, interaction, password, tenant_uuid }
}

export const begin = (waiting: Waiting): Started => ({ ...waiting, ...startLogin(waiting.password) })

export const sendStarts = (public_url: string, started: readonly Started[]): Promise<Answered[]> =>
  atOnce(started, async (each) => {
    const { username, ke1, interaction } = each
    const { challenge, ke2 } = await post(public_url, 'start', each, { username, ke1, interaction })
    return { ...each, challenge: String(challenge), ke2: String(ke2) }
  })

export async function prove(public_url: string, answered: Answered): Promise<Proven> {
  const { challenge, interaction } = answered
  const login = finishLogin({ ...answered, key_stretching: CHEAP_STRETCHING })
  if (!login) throw new Error('the server answered for another passcode')
  const binding = { challenge, origin: public_url, client_id: CLIENT, interaction }
  return { ...answered, ke3: login.ke3, proof: await makeLoginProof(login.session_key, binding) }
}

export const sendFinishes = (public_url: string, proven: readonly Proven[]) =>
  atOnce(proven, (each) => {
    const { challenge, ke3, proof } = each
    return post(public_url, 'finish', each, { challenge, ke3, proof })
  })

async function atOnce<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const rest = all.values()
  const keepGoing = async () => {
    for (const each of rest) results.push(await work(each))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, keepGoing))
  return results
}

async function post(public_url: string, step: string, { headers }: Waiting, body: object) {
  const url = `${public_url}/api/oidc/${CHEAP_TENANT}/passcode/login/${step}`
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Record<string, unknown>
}
