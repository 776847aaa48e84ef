/**
 * The five steps of signing in: what will happen, and what just happened, with measured times.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.1.
 */
import type { SignedIn } from './relying-party.ts'

export type Step = Readonly<{ title: string; text: string }>

export const STEPS_AHEAD: readonly Step[] = [
  {
    title: 'Discover',
    text: 'This application asks the server how to talk to it: one document has all addresses and keys.',
  },
  {
    title: 'Send you over',
    text: 'Your browser goes to the server, with marks that tie the answer to you: state, nonce, a PKCE challenge.',
  },
  {
    title: 'You sign in',
    text: 'At the server’s page, with picture and PIN. This application never sees them.',
  },
  {
    title: 'A code comes back',
    text: 'Your browser brings it. Alone it is worth nothing; good for a minute, once.',
  },
  {
    title: 'Code becomes tokens',
    text: 'The application trades it, with proof that it asked (the PKCE verifier), for signed notes about you.',
  },
]

export function stepsTaken(signed_in: SignedIn): readonly Step[] {
  return [
    {
      title: 'Discovered',
      text: `One document told this application all addresses and keys. ${duration(signed_in.discovered_ms)}.`,
    },
    {
      title: 'Sent you over',
      text: 'Your browser goes to the server, with marks that tie the answer to you: state, nonce, a PKCE challenge.',
    },
    signInStep(signed_in),
    {
      title: 'Code came back',
      text: 'Your browser brought it. Good for a minute, once. The mark, state, was the one sent.',
    },
    {
      title: 'Code became tokens',
      text: `Traded, with proof that this application had asked (the PKCE verifier), for signed notes about you. ${duration(signed_in.redeemed_ms)}.`,
    },
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
