/**
 * After a sign-in, while the secret is still here: the same passcode is enrolled anew, in the form that is asked for by
 * now. Whether or not that works, the person is signed in.
 *
 * Implements: RFC 9807 §5.
 */
import { finishRegistration, startRegistration } from '../passcode/opaque-client.ts'

/** Nobody waits longer than this for what she did not ask for. */
const LONGEST_MS = 8000

type Place = Readonly<{ passcode_url: string; tenant_uuid: string }>
type Started = Readonly<{ ticket: string; response: string; ksf: { m: number; t: number; p: number } }>

/** Never rejects. @param ticket as the sign-in was answered */
export async function upgradePasscode(place: Place, password: string, ticket: string): Promise<void> {
  try {
    await upgrade(place, password, ticket)
  } catch {
    // The next sign-in is asked for it again.
  }
}

async function upgrade({ passcode_url, tenant_uuid }: Place, password: string, offer: string): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_MS)
  const post = async (step: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const sent = { method: 'POST', headers, body: JSON.stringify(body), signal }
    const reply = await fetch(`${passcode_url}/upgrade/${step}`, sent)
    if (!reply.ok) throw new Error(`${step} was answered by ${reply.status}`)
    return reply.json()
  }
  const { request, client_state } = startRegistration(password)
  const { ticket, response, ksf }: Started = await post('start', { ticket: offer, request })
  const key_stretching = { ksf_m: ksf.m, ksf_t: ksf.t, ksf_p: ksf.p }
  const { record } = finishRegistration({ password, tenant_uuid, key_stretching, client_state, response })
  await post('finish', { ticket, record })
}
