/**
 * The demo application's own sessions: an application keeps its own, whatever the server does. In memory, so that they end with
 * the process, and bounded, so that a loop of sign-ins fills nothing: the one that was written longest ago goes first.
 */
import type { Deps } from '../deps.ts'

export type DemoSessions<Session> = Readonly<{
  find: (id: string | undefined) => Session | undefined
  /** @returns the id, which is the value of the cookie */
  begin: (session: Session) => string
  update: (id: string, session: Session) => void
  end: (id: string | undefined) => void
}>

export function makeDemoSessions<Session>(
  { random }: Pick<Deps, 'random'>,
  limit = 1000,
): DemoSessions<Session> {
  const sessions = new Map<string, Session>()

  function update(id: string, session: Session): void {
    sessions.delete(id)
    sessions.set(id, session)
    for (const oldest of [...sessions.keys()].slice(0, -limit)) sessions.delete(oldest)
  }

  return {
    find: (id) => (id === undefined ? undefined : sessions.get(id)),
    begin(session) {
      const id = random('demo-session', 32).toString('base64url')
      update(id, session)
      return id
    },
    update,
    end(id) {
      if (id !== undefined) sessions.delete(id)
    },
  }
}
