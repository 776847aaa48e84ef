import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openSecrets } from '../../../src/domain/keys/root-key.ts'
import { exportTenants } from '../../../src/domain/transfer/export-tenants.ts'
import { importTenants } from '../../../src/domain/transfer/import-tenants.ts'
import { footLine, rowLine } from '../../../src/domain/transfer/transfer-file.ts'
import type { Secrets } from '../../../src/primitives/sealing.ts'
import { findConfigVersion } from '../../../src/store/config-version.ts'
import { type Db, openDatabase } from '../../../src/store/database.ts'
import { rowsBy } from '../../../src/store/rows-by.ts'
import { statement } from '../../../src/store/statement.ts'
import { insertTenantHost } from '../../../src/store/tenant-hosts.ts'
import { insertTenant, listTenants } from '../../../src/store/tenants.ts'
import { CARRIED_TABLES, listRowsOf } from '../../../src/store/transfer.ts'
import { Browser, CODE_CHALLENGE, givenRp } from '../../helpers/authorization.ts'
import { onBothDatabases } from '../../helpers/databases.ts'
import { countingRandom, START, serverOn, testConfig } from '../../helpers/fixtures.ts'
import { migratedDatabase, migratedFile } from '../../helpers/migrated.ts'
import { givenEnrolled } from '../../helpers/passcode.ts'
import { withoutPostgres } from '../../helpers/postgres.ts'
import { testSecrets } from '../../helpers/secrets.ts'
import { tenantRow } from '../../helpers/store-rows.ts'

const SECRET_KEY = Buffer.alloc(32, 7)

/** As a process opens them: with a root key of the database's own. @param seed another one, another root key */
function secretsOf(db: Db, seed: string, secret_key = SECRET_KEY): Promise<Secrets> {
  const random = countingRandom()
  for (let n = 0; n < seed.length; n += 1) random(seed, 8)
  return openSecrets({ db, random, now: () => START }, testSecrets(secret_key, random))
}

async function emptyFile(t: Test): Promise<Db> {
  const folder = mkdtempSync(join(tmpdir(), 'vignette-transfer-'))
  const db = await openDatabase(await migratedFile(join(folder, 'vignette.db')))
  t.teardown(async () => {
    await db.close()
    rmSync(folder, { recursive: true })
  })
  return db
}

async function emptyPostgres(t: Test): Promise<Db> {
  const db = await openDatabase(await migratedDatabase())
  t.teardown(() => db.close())
  return db
}

/** Two tenants; in `default` somebody with a passcode has a session, a grant, a code and tokens. */
async function fill(db: Db): Promise<void> {
  await secretsOf(db, 'a')
  const server = await serverOn(db, testConfig())
  await givenRp(server, { metadata: { first_party: true }, client_type: 'public' })
  const ann = await givenEnrolled(server, 'ann')
  const browser = new Browser(server)
  await browser.signIn(ann)
  const code = {
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: 'S256',
    scope: 'openid offline_access',
  }
  await browser.authorize(code)
  await browser.authorize({ ...code, prompt: 'login' })
  await server.app.close()
}

const depsOf = (db: Db, secrets: Secrets) => ({
  config: testConfig(),
  db,
  secrets,
  now: () => START,
  random: countingRandom(),
})

async function linesOf(db: Db, tenant_ids?: readonly string[]): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportTenants(db, tenant_ids)) lines.push(line)
  return lines
}

const IMPORTS = rowsBy('audit_event', ['action'], ['tenant_id'])

/** The one thing that is there more than before. @returns of which tenants it is told */
async function takeImports(db: Db): Promise<readonly string[]> {
  const events = await db.all(IMPORTS, { action: 'tenant-imported' })
  await db.execute(`DELETE FROM audit_event WHERE action = 'tenant-imported'`)
  return events.map(({ tenant_id }) => tenant_id)
}

/** Rows of a tenant, in no order. */
const rowsIn = async (db: Db, tenant_id: string) =>
  Object.fromEntries(
    await Promise.all(
      CARRIED_TABLES.map(async (table) => {
        const rows = await db.all(listRowsOf[table], { tenant_id })
        return [table, rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort()] as const
      }),
    ),
  )

/** A file in which that host is each of those tenants'. */
const withHosts = (lines: readonly string[], host: string, owners: readonly string[]): readonly string[] => [
  ...lines.slice(0, -1),
  ...owners.map((tenant_id) =>
    rowLine({ table: 'tenant_host', row: { host, tenant_id, created_at: START } }),
  ),
  footLine(lines.length - 2 + owners.length),
]

const TABLES_OF_TENANTS = statement((q) =>
  q
    .selectFrom('sqlite_master as m' as never)
    .select('m.name' as never)
    .where('m.type' as never, '=', 'table' as never),
)

t.test('Transfer: every table that has a tenant is carried', async (t) => {
  const db = await emptyFile(t)
  const names = (await db.all(TABLES_OF_TENANTS, {})).map(({ name }) => name as string)
  const none = ['schema_migration', 'config_version', 'root_key']
  t.same(
    names.filter((name) => !none.includes(name) && !name.startsWith('sqlite_')).sort(),
    [...CARRIED_TABLES].sort(),
  )
})

await onBothDatabases(t, 'Transfer: all of it arrives in a file, and goes on from there', async (t, db) => {
  await fill(db)
  const file = await emptyFile(t)
  const secrets = await secretsOf(file, 'bb')
  const lines = await linesOf(db)
  t.same(await importTenants(depsOf(file, secrets), lines), {
    tenants: ['default', 'other'],
    has_new_root_key: true,
  })
  t.same(await takeImports(file), ['default', 'other'])
  for (const id of ['default', 'other']) t.same(await rowsIn(file, id), await rowsIn(db, id), id)
  const there = await rowsIn(file, 'default')
  for (const table of [
    'client',
    'user',
    'passcode',
    'session',
    'grant',
    'authorization_code',
    'interaction',
  ] as const)
    t.ok(there[table]?.length, table)
  t.same(
    (await secretsOf(file, 'ccc')).derive('attempt').export(),
    (await secretsOf(db, 'ccc')).derive('attempt').export(),
    'what is derived is the same',
  )
  t.same((await linesOf(file)).toSorted(), lines.toSorted(), 'and what is exported from there')
})

t.test('Transfer: and in PostgreSQL', { skip: withoutPostgres }, async (t) => {
  const file = await emptyFile(t)
  await fill(file)
  const db = await emptyPostgres(t)
  await importTenants(depsOf(db, await secretsOf(db, 'bb')), await linesOf(file))
  t.same(await takeImports(db), ['default', 'other'])
  t.same(await rowsIn(db, 'default'), await rowsIn(file, 'default'))
})

t.test('Transfer: one tenant alone, beside others of the same root key', async (t) => {
  const from = await emptyFile(t)
  await fill(from)
  const to = await emptyFile(t)
  const secrets = await secretsOf(to, 'a')
  await to.run(insertTenant, tenantRow({ id: 'here', uuid: Buffer.alloc(16, 9) }))
  const host = 'login.acme.example'
  await to.run(insertTenantHost, { host, tenant_id: 'here', created_at: START })
  for (const [owners, owner] of [
    [['other'], 'here'],
    [['default', 'other'], 'default'],
  ] as const) {
    const taken = owner === 'here' ? host : 'id.acme.example'
    const lines = withHosts(await linesOf(from, owners), taken, owners)
    await t.rejects(importTenants(depsOf(to, secrets), lines), {
      reason: 'exists',
      message: `host ${taken} is that of the tenant ${owner} already`,
    })
  }
  const before = await to.first(findConfigVersion, {})
  t.same(await importTenants(depsOf(to, secrets), await linesOf(from, ['other'])), {
    tenants: ['other'],
    has_new_root_key: false,
  })
  t.same((await to.all(listTenants, {})).map(({ id }) => id).sort(), ['here', 'other'])
  t.same(await takeImports(to), ['other'])
  t.ok(
    ((await to.first(findConfigVersion, {}))?.version ?? 0) > (before?.version ?? 0),
    'other processes notice',
  )
})

t.test('Transfer: what cannot be taken in is refused, and nothing is written', async (t) => {
  const from = await emptyFile(t)
  await fill(from)
  const lines = await linesOf(from)
  const to = await emptyFile(t)
  const secrets = await secretsOf(to, 'bb')
  const refused = async (
    given: readonly string[],
    reason: string,
    message: RegExp,
    with_secrets = secrets,
  ) => {
    await t.rejects(importTenants(depsOf(to, with_secrets), given), {
      name: 'Refusal',
      reason,
      message,
    })
    t.same(await to.all(listTenants, {}), [], 'nothing is written')
  }
  const changed = (index: number, change: (line: string) => string) =>
    lines.map((line, at) => (at === index ? change(line) : line))
  await refused([], 'faulty', /^Line 1 .*no JSON/)
  await refused(
    changed(0, (line) => line.replace('"vignette":1', '"vignette":2')),
    'faulty',
    /^Line 1 /,
  )
  await refused(
    changed(0, (line) => line.replace(/"schema":\d+/, '"schema":1')),
    'faulty',
    /has schema 1, .*anew/,
  )
  await refused(lines.slice(0, -1), 'faulty', /cut short/)
  await refused(lines.toSpliced(3, 1), 'faulty', /promises \d+ rows, and there are \d+/)
  await refused([...lines, lines[1] ?? ''], 'faulty', /promises/)
  await refused(
    changed(2, () => 'nothing'),
    'faulty',
    /^Line 3 .*no JSON/,
  )
  await refused(
    changed(2, () => '{"table":"schema_migration","row":{}}'),
    'faulty',
    /^Line 3 /,
  )
  await refused(
    changed(1, (line) => line.replaceAll('"default"', '"elsewhere"')),
    'faulty',
    /^Line 2 .*no tenant/,
  )
  await refused(
    changed(1, (line) => line.replace('"name"', '"name\\" --"')),
    'faulty',
    /^Line 2 .*no column/,
  )
  await refused(
    changed(1, (line) => line.replace(/"name":"[^"]*"/, '"name":[]')),
    'faulty',
    /^Line 2 .*neither text/,
  )
  const session = lines.findIndex((line) => line.includes('"table":"session"'))
  await refused(
    changed(session, (line) => line.replace(/("user_id":\{"bytes":")[^"]*/, '$1AAAAAAAAAAAAAAAAAAAAAA')),
    'faulty',
    /its user_id is that of no user of its tenant/,
  )
  await refused(withHosts(lines, 'LOGIN', ['other']), 'faulty', /host "LOGIN" must be a name in lower case/)
  await refused(lines, 'secret-key', /another secret key/, testSecrets(Buffer.alloc(32, 8), countingRandom()))
  await refused(
    changed(session, (line) => line.replace('"amr"', '"surname"')),
    'faulty',
    /^Line \d+ .*: the database refuses its row \(.*surname.*\)/,
  )
  await refused(
    changed(0, (line) => line.replace('"default"', '"default","default"')),
    'faulty',
    /^Line 1 /,
  )
  const broken: Secrets = {
    ...secrets,
    open: () => {
      throw new TypeError('broken')
    },
  }
  await t.rejects(importTenants(depsOf(to, broken), lines), { message: 'broken' })

  await to.run(insertTenant, tenantRow({ id: 'here', uuid: Buffer.alloc(16, 9) }))
  await t.rejects(importTenants(depsOf(to, secrets), lines), {
    reason: 'faulty',
    message: /another root key/,
  })
  await to.run(insertTenant, tenantRow({ id: 'other', uuid: Buffer.alloc(16, 8) }))
  await t.rejects(importTenants(depsOf(to, secrets), lines), {
    reason: 'exists',
    message: 'there is a tenant other already',
  })
})

t.test('Transfer: that a database cannot be written, or is full, is not the fault of a file', async (t) => {
  const from = await emptyFile(t)
  await fill(from)
  await from.execute(`UPDATE "user" SET claims = '{"nickname":"${'n'.repeat(10_000)}"}'`)
  const lines = await linesOf(from)
  for (const [pragma, code] of [
    ['query_only = 1', 'SQLITE_READONLY'],
    // As many pages as there are.
    ['max_page_count = 1', 'SQLITE_FULL'],
  ]) {
    const to = await emptyFile(t)
    const secrets = await secretsOf(to, 'a')
    await to.execute(`PRAGMA ${pragma}`)
    await t.rejects(importTenants(depsOf(to, secrets), lines), { code })
    t.same(await to.all(listTenants, {}), [])
  }
})

t.test('Transfer: what is not there cannot be exported', async (t) => {
  const db = await emptyFile(t)
  await t.rejects(linesOf(db), { reason: 'unknown', message: 'there is no tenant to export' })
  await secretsOf(db, 'a')
  await t.rejects(linesOf(db), { name: 'Refusal', reason: 'unknown' })
  await t.rejects(linesOf(db, ['acme']), { reason: 'unknown', message: 'there is no tenant acme' })
})
