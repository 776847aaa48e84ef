/**
 * Signing in with a passcode over HTTP, as the browser's worker does it, many people at once.
 */
import { client, ready } from '@serenity-kit/opaque'
import { makeLoginProof } from '../../src/passcode/login-proof.ts'
import { PASSWORD } from './bare-opaque.ts'
import { TENANT } from './our-side.ts'
import { authorizeUrl, CLIENT, crowdTerms } from './passcode-people.ts'

export const AT_ONCE = 16

/** Somebody at the sign-in page, at an address of their own: one address alone would soon be told to wait. */
type Waiting = Readonly<{
  username: string
  headers: Readonly<Record<string, string>>
  interaction: string
  tenant_uuid: string
  ke1: string
  client_state: string
}>

type Answered = Waiting & Readonly<{ challenge: string; ke2: string }>
type Proven = Waiting & Readonly<{ challenge: string; ke3: string; proof: string }>

export const openPages = (public_url: string, usernames: readonly string[]): Promise<Waiting[]> =>
  atOnce([...usernames.entries()], async ([n, username]) => {
    const from = { 'x-forwarded-for': `192.0.2.${n}` }
    const reply = await fetch(authorizeUrl(public_url), { redirect: 'manual', headers: from })
    const [cookie = ''] = reply.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '')
    const location = reply.headers.get('location') ?? ''
    const headers = { cookie, origin: public_url, ...from }
    const page = await (await fetch(location, { headers })).text()
    const tenant_uuid = /data-tenant_uuid="([^"]+)"/.exec(page)?.[1]
    if (tenant_uuid === undefined) throw new Error(`no sign-in page at ${location}`)
    await ready
    const { startLoginRequest: ke1, clientLoginState: client_state } = client.startLogin({
      password: PASSWORD,
    })
    const interaction = location.slice(location.lastIndexOf('/') + 1)
    return { username, headers, interaction, tenant_uuid, ke1, client_state }
  })

export const sendStarts = (public_url: string, waiting: readonly Waiting[]): Promise<Answered[]> =>
  atOnce(waiting, async (each) => {
    const { username, ke1, interaction } = each
    const { challenge, ke2 } = await post(public_url, 'start', each, { username, ke1, interaction })
    return { ...each, challenge: String(challenge), ke2: String(ke2) }
  })

export const prove = (public_url: string, answered: readonly Answered[]): Promise<Proven[]> =>
  atOnce(answered, async (each) => {
    const { challenge, interaction, client_state, ke2, tenant_uuid } = each
    const finished = client.finishLogin({
      clientLoginState: client_state,
      loginResponse: ke2,
      ...crowdTerms(tenant_uuid),
    })
    if (!finished) throw new Error('the server answered for another passcode')
    const binding = { challenge, origin: public_url, client_id: CLIENT, interaction }
    const proof = await makeLoginProof(finished.sessionKey, binding)
    return { ...each, ke3: finished.finishLoginRequest, proof }
  })

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
  const url = `${public_url}/api/oidc/${TENANT}/passcode/login/${step}`
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (reply.status !== 200) throw new Error(`${url} answered ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Record<string, unknown>
}
