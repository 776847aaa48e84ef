/**
 * Signing in by a mailed link.
 */
import t from 'tap'
import { findSession } from '../../../src/domain/authentication/session.ts'
import { findInteraction } from '../../../src/domain/authorization/interaction.ts'
import { showCode, signInByCode, signInByLink } from '../../../src/domain/links/sign-in-link.ts'
import { parseUuid } from '../../../src/primitives/time-ordered-id.ts'
import { bumpConfigVersion } from '../../../src/store/config-version.ts'
import { findMailToken } from '../../../src/store/mail-tokens.ts'
import { cookieOf, givenLink, linkScene, tokensOf } from '../../helpers/links.ts'

/** A link that ann asked for in the browser of the scene. */
async function asked(t: Parameters<typeof linkScene>[0]) {
  const scene = await linkScene(t)
  const { server, ann, browser, interaction } = scene
  const interaction_id = parseUuid(interaction) ?? Buffer.alloc(0)
  const cookie = cookieOf(browser, 'browser') ?? ''
  await givenLink(server, { purpose: 'sign-in', user_id: ann, browser: cookie, interaction_id })
  const [row] = await tokensOf(server)
  if (!row) throw new Error('no link was made')
  const type = (code: string, changes = {}) =>
    signInByCode(deps, { code, interaction_id, browser: cookie, session: undefined, ...changes })
  const deps = await server.tenant()
  return { ...scene, deps, row, cookie, interaction_id, type }
}

t.test('RFC 8176 §2: who signs in by a link is signed in by otp, in the request that waits', async (t) => {
  const { deps, row, ann, cookie, interaction, server } = await asked(t)
  const uses = await Promise.all(Array.from({ length: 20 }, () => signInByLink(deps, row, undefined)))
  const [signed_in, ...others] = uses.filter((use) => use !== undefined)
  t.same(others, [])
  t.equal(signed_in?.url, `${server.issuer}/authorize/${interaction}`)
  const session = await findSession(deps, signed_in?.session)
  t.match(session, { user_id: ann, amr: ['otp'], acr: 'urn:vignette:acr:mail' })
  t.match(await findInteraction(deps, interaction, cookie), { interaction: { session_id: session?.id } })
})

t.test('Links: whoever may not sign in so any more does not', async (t) => {
  const changes = [
    `UPDATE "user" SET status = 'inactive'`,
    `UPDATE "user" SET email = 'ann@example.net'`,
    `UPDATE "user" SET email_verified = 0`,
    `UPDATE tenant SET policy = '{"send_link":false}'`,
    `UPDATE tenant SET type = '2fa'`,
  ]
  for (const change of changes) {
    const { server, row } = await asked(t)
    await server.db.execute(change)
    await server.db.run(bumpConfigVersion, {})
    t.equal(await signInByLink(await server.tenant(), row, undefined), undefined, change)
    t.match(await server.db.first(findMailToken, { tenant_id: 'default', id: row.id }), { used_at: Number })
  }
})

t.test(
  'RFC 8628 §6.1: a link that is opened elsewhere shows eight letters, the same ones again',
  async (t) => {
    const { deps, row, server } = await asked(t)
    const code = await showCode(deps, row)
    t.match(code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    t.equal(await showCode(deps, row), code)
    const kept = JSON.stringify(await tokensOf(server))
    t.notMatch(kept, code?.replace('-', ''))
    await signInByLink(deps, row, undefined)
    t.equal(await showCode(deps, row), undefined, 'once it is spent there is nothing to show')
  },
)

t.test('Links: the code is taken once, in the browser that asked, however it is written', async (t) => {
  const { deps, row, type, ann } = await asked(t)
  t.equal(await type('BCDF-GHJK'), undefined, 'before the link was opened there is none')
  const code = (await showCode(deps, row)) ?? ''
  t.equal(await type(code, { browser: 'another' }), undefined)
  t.equal(await type(code, { interaction_id: Buffer.alloc(16) }), undefined)
  const written = ` ${code.toLowerCase().replace('-', ' ')} `
  const uses = (await Promise.all([type(written), type(written), type(code)])).filter(Boolean)
  t.equal(uses.length, 1)
  t.match(await findSession(deps, uses[0]?.session), { user_id: ann, amr: ['otp'] })
})

t.test('NIST SP 800-63B §5.1.3.2: a code that was mistyped five times is none any more', async (t) => {
  const { deps, row, type } = await asked(t)
  const code = (await showCode(deps, row)) ?? ''
  await Promise.all(Array.from({ length: 5 }, () => type('BBBB-BBBB')))
  t.equal(await type(code), undefined)
  t.match(await signInByLink(deps, row, undefined), { session: String }, 'the link itself is')
})

t.test('Links: the code of either of two links signs in, until its end', async (t) => {
  const { server, deps, row, type, cookie, ann, interaction_id } = await asked(t)
  await givenLink(server, { purpose: 'sign-in', user_id: ann, browser: cookie, interaction_id })
  const second = (await tokensOf(server)).find(({ id }) => !id.equals(row.id))
  await showCode(deps, row)
  const code = second && (await showCode(deps, second))
  server.clock.seconds += 1200
  t.equal(await type(code ?? ''), undefined)
  server.clock.seconds -= 1
  t.match(await type(code ?? ''), { session: String })
})
