/**
 * The five steps of signing in: what will happen, and what just happened, with measured times.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.1.
 */
import type { SignedIn } from './relying-party.ts'

export type Step = Readonly<{ title: string; text: string }>

export const STEPS_AHEAD: readonly Step[] = [
  { title: 'Discover', text: 'Read the addresses and keys from one document.' },
  { title: 'Send you over', text: 'With state, nonce and a PKCE challenge.' },
  { title: 'You sign in', text: 'Picture and PIN, in your browser only.' },
  { title: 'A code comes back', text: 'Good for a minute, once.' },
  { title: 'Code becomes tokens', text: 'With the PKCE verifier.' },
]

export function stepsTaken(signed_in: SignedIn): readonly Step[] {
  return [
    {
      title: 'Discovered',
      text: `Read the addresses and keys from one document. ${duration(signed_in.discovered_ms)}.`,
    },
    { title: 'Sent you over', text: 'With state, nonce and a PKCE challenge.' },
    signInStep(signed_in),
    { title: 'Code came back', text: 'Good for a minute, once. state was equal.' },
    { title: 'Code became tokens', text: `With the PKCE verifier. ${duration(signed_in.redeemed_ms)}.` },
  ]
}

/** The application knows only how long it waited, and from auth_time whether anybody was asked for anything. */
function signInStep({ sent_at, came_back_at, tokens }: SignedIn): Step {
  const { auth_time } = tokens.claims
  if (auth_time !== undefined && auth_time < sent_at) {
    return { title: 'You were signed in', text: 'The server knew you from before, and asked for nothing.' }
  }
  return {
    title: 'You signed in',
    text: `Picture and PIN, there and back in ${came_back_at - sent_at} s. Neither came along.`,
  }
}

/** @param milliseconds as measured */
export const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.ceil(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
