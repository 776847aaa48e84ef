import { createSecretKey } from 'node:crypto'
import t from 'tap'
import {
  foldRecoveryCode,
  newRecoveryCodes,
  recoveryCodeHash,
  renewRecoveryCodesOf,
  replaceRecoveryCodes,
} from '../../../src/domain/recovery/recovery-codes.ts'
import { listRecoveryCodes } from '../../../src/store/recovery-codes.ts'
import { givenPerson } from '../../helpers/authorization.ts'
import { startServer } from '../../helpers/fixtures.ts'
import { takeTrail } from '../../helpers/trail.ts'

t.test('SP 800-63B §3.1.2: ten codes of 80 bits, in letters that are not taken for each other', async (t) => {
  const { deps } = await startServer(t)
  const codes = newRecoveryCodes(deps)
  t.equal(new Set(codes).size, 10)
  const form = /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/
  for (const code of codes) t.match(code, form)
  const one = (bytes: string) => newRecoveryCodes({ random: () => Buffer.from(bytes, 'hex') })[0]
  t.equal(one('00000000000000000000'), '0000-0000-0000-0000')
  t.equal(one('ffffffffffffffffffff'), 'zzzz-zzzz-zzzz-zzzz')
  t.equal(one('00443214c74254b635cf'), '0123-4567-89ab-cdef', 'Crockford’s order')
  t.equal(one('84653a56d7c675be77df'), 'ghjk-mnpq-rstv-wxyz')
})

t.test('SP 800-63B §3.1.2: however it is typed, it is the same code', async (t) => {
  const same = [
    '0123-4567-89ab-cde1',
    '0123456789abcde1',
    ' 0123 4567 89AB CDE1 ',
    'O123-4567-89AB-CDEI',
    'o123—4567–89ab‐cdel',
    'Ｏ１２３-４５６７-８９ＡＢ-ＣＤＥＬ',
  ]
  t.same(new Set(same.map(foldRecoveryCode)), new Set(['0123456789abcde1']))
  t.not(foldRecoveryCode('0123-4567-89ab-cde2'), '0123456789abcde1')
})

t.test('SP 800-63B §3.1.2: what is kept is of one person, under a key', async (t) => {
  const server = await startServer(t)
  const [ann, bob] = [await givenPerson(server, 'ann'), await givenPerson(server, 'bob')]
  const deps = await server.tenant()
  const codes = newRecoveryCodes(deps)
  const [code = ''] = codes
  t.notSame(recoveryCodeHash(deps, ann, code), recoveryCodeHash(deps, bob, code))
  const foreign = { secrets: { ...deps.secrets, derive: () => createSecretKey(Buffer.alloc(32)) } }
  t.notSame(recoveryCodeHash(deps, ann, code), recoveryCodeHash(foreign, ann, code))

  const listed = async (user_id: Buffer) =>
    (await deps.db.all(listRecoveryCodes, { tenant_id: 'default', user_id })).map(({ code_hash }) =>
      code_hash.toString('hex'),
    )
  const replace = (user_id: Buffer, list: readonly string[]) =>
    deps.db.transaction((tx) => replaceRecoveryCodes(deps, tx, user_id, list))
  await replace(bob, codes)
  await replace(ann, newRecoveryCodes(deps))
  await replace(ann, codes)
  t.same(await listed(ann), codes.map((each) => recoveryCodeHash(deps, ann, each).toString('hex')).sort())
  t.equal((await listed(bob)).length, 10)
})

t.test('SP 800-92 §2.1.3: new codes in place of those before are told of', async (t) => {
  const server = await startServer(t)
  const user_id = await givenPerson(server, 'ann')
  const deps = await server.tenant()
  const codes = await renewRecoveryCodesOf(deps, user_id)
  const kept = await deps.db.all(listRecoveryCodes, { tenant_id: 'default', user_id })
  t.same(
    kept.map(({ code_hash }) => code_hash).sort(Buffer.compare),
    codes.map((code) => recoveryCodeHash(deps, user_id, code)).sort(Buffer.compare),
  )
  t.same(await takeTrail(server), ['recovery-codes-renewed'])
})
