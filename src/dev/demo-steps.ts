/**
 * The steps of signing in: what will happen, and what just happened, with measured times.
 *
 * Implements: OpenID Connect Core 1.0 §3.1.1; RFC 8628 §1.
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

export const TELEVISION_STEPS_AHEAD: readonly Step[] = [
  {
    title: 'Ask for a code',
    text: 'The television tells the server who it is, and gets two codes: one to show, one to keep.',
  },
  {
    title: 'Show it',
    text: 'You type the short one on your phone, or scan it. It says nothing about you, and is good for some minutes.',
  },
  {
    title: 'You sign in and allow it',
    text: 'On your phone, at the server’s page, which says what asks, and from where. The television sees none of it.',
  },
  {
    title: 'Code becomes tokens',
    text: 'The television has asked every few seconds with the code that it kept. Now it gets signed notes about you.',
  },
]

function televisionStepsTaken({
  discovered_ms,
  redeemed_ms,
  sent_at,
  came_back_at,
}: SignedIn): readonly Step[] {
  return [
    {
      title: 'Asked for a code',
      text: `One document told the television where to ask. ${duration(discovered_ms)}.`,
    },
    { title: 'Showed it', text: 'A code on the screen, and a picture of it to scan.' },
    {
      title: 'You allowed it',
      text: `On another device, there and back in ${came_back_at - sent_at} s. The television saw none of it.`,
    },
    {
      title: 'Code became tokens',
      text: `Traded for signed notes about you, once. ${duration(redeemed_ms)}.`,
    },
  ]
}

export function stepsTaken(signed_in: SignedIn): readonly Step[] {
  if (signed_in.by === 'television') return televisionStepsTaken(signed_in)
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
