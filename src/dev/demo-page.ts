/**
 * The demo application's page, before and after: every value ready made.
 */
import type { FastifyReply } from 'fastify'
import type { Frame } from '../http/pages.ts'
import { pageHeaders } from '../http/security-headers.ts'
import { type ClaimRow, claimRows } from './claim-sentences.ts'
import { duration, STEPS_AHEAD, type Step, stepsTaken, TELEVISION_STEPS_AHEAD } from './demo-steps.ts'
import { type QrCode, qrCode } from './qr-code.ts'
import type { Refused } from './refused.ts'
import type { Reuse, SignedIn } from './relying-party.ts'
import { type PersonToBe, personToBe, type SamplePerson } from './sample-person.ts'
import type { Television } from './television.ts'
import type { Tokens } from './tokens.ts'
import { type ToldTime, tellTime } from './told-time.ts'

export type DemoPage = Readonly<{
  frame: Frame
  steps: readonly Step[]
  sign_in_url: string
  television_url: string
  refused: Refused | undefined
  signed_out: boolean
  person: PersonToBe | undefined
}>

export type SignedInPage = Readonly<{
  frame: Frame
  csrf_token: string
  name: string
  steps: readonly Step[]
  sign_in_url: string
  refused: Refused | undefined
  id_token: Readonly<{ alg: string; kid: string; rows: readonly ClaimRow[]; is_new: boolean }>
  access_token: Readonly<{ until: ToldTime | undefined; scope: string; is_new: boolean }>
  userinfo: Readonly<{ took: string; rows: readonly ClaimRow[] }> | undefined
  refresh_token: Readonly<{ used: string; is_new: boolean }>
  refreshed_in: string | undefined
  reuse: Reuse | undefined
  raw: readonly Readonly<{ title: string; text: string }>[]
}>

export type TelevisionPage = Readonly<{
  frame: Frame
  steps: readonly Step[]
  url: string
  csrf_token: string
  verification_url: string
  complete_url: string
  user_code: string
  qr: QrCode
  until: ToldTime
  interval: number
  asked: string
}>

type About = Readonly<{ frame: Frame; url: string; now: number; refused: Refused | undefined }>

export function sendDemoPage(
  reply: FastifyReply,
  { frame, url, refused }: About,
  person: SamplePerson | undefined,
  signed_out: boolean,
): FastifyReply {
  const page: DemoPage = {
    frame,
    steps: STEPS_AHEAD,
    sign_in_url: `${url}/sign-in`,
    television_url: `${url}/television/begin`,
    refused,
    signed_out,
    person: personToBe(person),
  }
  return reply.headers(pageHeaders(undefined)).view('dev/demo', page)
}

export function sendSignedInPage(
  reply: FastifyReply,
  { frame, url, now, refused }: About,
  signed_in: SignedIn,
  csrf_token: string,
): FastifyReply {
  const { tokens, changed, userinfo, refreshed_ms } = signed_in
  const page: SignedInPage = {
    frame,
    csrf_token,
    name: nameIn(tokens.claims),
    steps: stepsTaken(signed_in),
    sign_in_url: `${url}/sign-in`,
    refused,
    id_token: {
      alg: tokens.alg,
      kid: tokens.kid,
      rows: claimRows(tokens.claims, changed, now),
      is_new: changed.has('id_token'),
    },
    access_token: {
      until: lastsUntil(tokens, now),
      scope: tokens.scope.replaceAll(' ', ', '),
      is_new: changed.has('access_token'),
    },
    userinfo: userinfo && {
      took: duration(userinfo.ms),
      rows: claimRows(userinfo.claims, new Set(), now),
    },
    refresh_token: { used: times(signed_in.refreshes), is_new: changed.has('refresh_token') },
    refreshed_in: refreshed_ms === undefined ? undefined : duration(refreshed_ms),
    reuse: signed_in.reuse,
    raw: [
      { title: 'ID token', text: tokens.id_token },
      { title: 'Access token', text: tokens.access_token },
      { title: 'Refresh token', text: tokens.refresh_token },
    ],
  }
  return reply.headers(pageHeaders(undefined)).view('dev/demo-signed-in', page)
}

export function sendTelevisionPage(
  reply: FastifyReply,
  frame: Frame,
  { asked, sent_at, polls }: Television,
  { url, now, csrf_token }: Readonly<{ url: string; now: number; csrf_token: string }>,
): FastifyReply {
  const { verification_uri, verification_uri_complete = verification_uri, user_code } = asked
  const page: TelevisionPage = {
    frame,
    steps: TELEVISION_STEPS_AHEAD,
    url,
    csrf_token,
    verification_url: verification_uri,
    complete_url: verification_uri_complete,
    user_code,
    qr: qrCode(verification_uri_complete),
    until: tellTime(sent_at + asked.expires_in, now),
    interval: asked.interval ?? USUAL_INTERVAL,
    asked: polls === 0 ? 'It has not asked yet.' : `It has asked ${times(polls)}: nobody has answered.`,
  }
  return reply.headers(pageHeaders(undefined)).view('dev/television', page)
}

/** RFC 8628 §3.2: where the server says nothing. */
const USUAL_INTERVAL = 5

/** @returns undefined when the server did not say */
export const lastsUntil = ({ expires_at }: Pick<Tokens, 'expires_at'>, now: number): ToldTime | undefined =>
  expires_at === undefined ? undefined : tellTime(expires_at, now)

const times = (count: number): string => (count === 1 ? '1 time' : `${count} times`)

/** What an application calls a person: the first of these that it was told. */
export function nameIn(claims: Readonly<Record<string, unknown>>): string {
  const names = [claims['name'], claims['preferred_username'], claims['email'], claims['sub']]
  return String(names.find((name) => name !== undefined))
}
