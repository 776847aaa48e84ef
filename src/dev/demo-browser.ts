/**
 * The demo application's cookie, and the session it names.
 *
 * Implements: RFC 6265 §4.1.2.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { makeDemoSessions } from './demo-sessions.ts'
import type { Refused } from './refused.ts'
import type { Pending, SignedIn } from './relying-party.ts'
import type { Television } from './television.ts'

const COOKIE = 'vignette.demo'

export type DemoSession = Readonly<{
  pending: Pending | undefined
  /** A television that shows a code. */
  television: Television | undefined
  signed_in: SignedIn | undefined
  refused: Refused | undefined
  /** The state of a sign-out that is under way. */
  leaving: string | undefined
}>

const NOTHING_YET: DemoSession = {
  pending: undefined,
  television: undefined,
  signed_in: undefined,
  refused: undefined,
  leaving: undefined,
}

/** A browser as the demo application knows it; `id` is undefined for one that it does not. */
export type DemoBrowser = Readonly<{ id: string | undefined; session: DemoSession }>

export type DemoBrowsers = Readonly<{
  open: (request: FastifyRequest) => DemoBrowser
  /** Replaces the session; what is not named is as at the beginning. */
  keep: (reply: FastifyReply, browser: DemoBrowser, session: Partial<DemoSession>) => void
  /** Likewise, under a new id: one that was planted before somebody signed in is worth nothing. */
  renew: (reply: FastifyReply, browser: DemoBrowser, session: Partial<DemoSession>) => void
}>

export function makeDemoBrowsers(deps: Pick<Deps, 'config' | 'random'>): DemoBrowsers {
  const sessions = makeDemoSessions<DemoSession>(deps)
  const secure = deps.config.public_url.startsWith('https:')

  function begin(reply: FastifyReply, session: Partial<DemoSession>): void {
    const id = sessions.begin({ ...NOTHING_YET, ...session })
    reply.setCookie(COOKIE, id, { path: '/demo', httpOnly: true, sameSite: 'lax', secure })
  }

  return {
    open(request) {
      const id = request.cookies[COOKIE]
      const session = sessions.find(id)
      return session ? { id, session } : { id: undefined, session: NOTHING_YET }
    },
    keep(reply, { id }, session) {
      if (id === undefined) begin(reply, session)
      else sessions.update(id, { ...NOTHING_YET, ...session })
    },
    renew(reply, { id }, session) {
      sessions.end(id)
      begin(reply, session)
    },
  }
}
