import t from 'tap'
import { takeOwnModulesAtTheirWord } from '../../src/cli/own-modules.ts'
import { OAuthError } from '../../src/domain/oauth-error.ts'

t.test('Start: a module of ours is the same one, whichever way it was found', async (t) => {
  takeOwnModulesAtTheirWord()
  const { required } = await import('../../src/domain/parameters.ts')
  const thrown = await Promise.try(required, {}, 'client_id').catch((error: unknown) => error)
  t.type(thrown, OAuthError)
})

t.test('Start: packages are looked for as ever', async (t) => {
  const { kysely } = await import('../../src/store/kysely.ts')
  t.type(kysely().sql, 'function')
})
