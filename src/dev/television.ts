/**
 * The demo application on a television: its side of the device flow, over HTTP with a library that knows nothing of this
 * server.
 *
 * Implements: RFC 8628 §3.1, §3.2, §3.4, §3.5; OpenID Connect Core 1.0 §3.1.3.7.
 */
import {
  type Configuration,
  type DeviceAuthorizationResponse,
  genericGrantRequest,
  initiateDeviceAuthorization,
  ResponseBodyError,
} from 'openid-client'
import { type Application, discovered, type SignedIn, signedInBy, timed } from './relying-party.ts'
import { readTokens, SCOPE } from './tokens.ts'

/** A television that shows a code. */
export type Television = Readonly<{
  provider: Configuration
  asked: DeviceAuthorizationResponse
  sent_at: number
  discovered_ms: number
  polls: number
}>

export async function beginOnTelevision(application: Application, now: number): Promise<Television> {
  const [provider, discovered_ms] = await discovered(application)
  const asked = await initiateDeviceAuthorization(provider, { scope: SCOPE })
  return { provider, asked, sent_at: now, discovered_ms, polls: 0 }
}

/** As long as these come, a device asks again. */
const NOT_YET = ['authorization_pending', 'slow_down']

/** @returns undefined as long as nobody has answered; what else goes wrong is thrown, by the library */
export async function pollOnTelevision(
  { provider, asked, sent_at, discovered_ms }: Television,
  now: number,
): Promise<SignedIn | undefined> {
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const { device_code } = asked
  try {
    const [response, redeemed_ms] = await timed(() =>
      genericGrantRequest(provider, grant_type, { device_code }),
    )
    const tokens = readTokens(response, undefined, now)
    return signedInBy('television', {
      provider,
      tokens,
      sent_at,
      came_back_at: now,
      discovered_ms,
      redeemed_ms,
    })
  } catch (fault) {
    if (fault instanceof ResponseBodyError && NOT_YET.includes(fault.error)) return undefined
    throw fault
  }
}
