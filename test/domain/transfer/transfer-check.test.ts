/**
 * A file of tenants that says what cannot be.
 */
import t from 'tap'
import { checkTransfer } from '../../../src/domain/transfer/transfer-check.ts'
import type { TransferLine } from '../../../src/domain/transfer/transfer-file.ts'
import type { CarriedRow } from '../../../src/store/transfer.ts'
import { PUBLIC_URL } from '../../helpers/fixtures.ts'
import { clientRow, connectionRow, idOf, tenantRow, userRow } from '../../helpers/store-rows.ts'

const [ann, eve, gone] = [idOf('ann'), idOf('eve'), idOf('gone')]
const head = { vignette: 1, schema: 1, tenants: ['acme', 'evil'], root_key: '' }

/** With columns that a database gives and takes. */
const carried = (row: object): CarriedRow => ({ ...row }) as CarriedRow

const line = (table: TransferLine['table'], row: CarriedRow): TransferLine => ({ table, row })
const tenant = (id: string): TransferLine => line('tenant', carried(tenantRow({ id })))
const inAcme = (table: TransferLine['table'], row: CarriedRow): TransferLine =>
  line(table, { tenant_id: 'acme', ...row })

const THERE = [
  tenant('acme'),
  tenant('evil'),
  line('user', carried(userRow({ tenant_id: 'acme', id: ann }))),
  line('user', carried(userRow({ tenant_id: 'evil', id: eve }))),
  line('client', carried(clientRow({ tenant_id: 'acme', client_id: 'shop' }))),
  line('client', carried(clientRow({ tenant_id: 'evil', client_id: 'trap' }))),
]
const LINE = THERE.length + 2

const check = (...rows: readonly TransferLine[]) =>
  checkTransfer({ public_url: PUBLIC_URL }, head, [...THERE, ...rows])

const refused = (t: import('tap').Test, row: TransferLine, says: RegExp) =>
  t.throws(() => check(row), { name: 'Refusal', reason: 'faulty', message: says }, JSON.stringify(row))

t.test('Transfer: each tenant that is named is there', async (t) => {
  t.throws(() => checkTransfer({ public_url: PUBLIC_URL }, head, [tenant('acme')]), {
    reason: 'faulty',
    message: /^Line 1 .* no row of the tenant evil\. Nothing was written\.$/,
  })
  t.doesNotThrow(() => check())
})

t.test('Transfer: a row names rows of its own tenant alone', async (t) => {
  t.doesNotThrow(() =>
    check(inAcme('grant', { user_id: ann, session_id: gone }), inAcme('grant', { user_id: null })),
  )
  t.doesNotThrow(() => check(inAcme('consent', { user_id: ann, client_id: 'shop' })))
  for (const [column, row] of [
    ['user_id', inAcme('session', { user_id: eve })],
    ['user_id', inAcme('session', { user_id: gone })],
    ['user_id', inAcme('session', { user_id: ann.toString('hex') })],
    ['client_id', inAcme('consent', { user_id: ann, client_id: 'trap' })],
    ['user_id', inAcme('audit_event', { user_id: eve })],
  ] as const) {
    const to = column === 'user_id' ? 'user' : 'client'
    refused(t, row, new RegExp(`^Line ${LINE} .*: its ${column} is that of no ${to} of its tenant\\.`))
  }
  t.doesNotThrow(() => check(inAcme('audit_event', { user_id: gone })), 'of whom nothing is left')
})

t.test('Discovery 1.0 §3: a host has the form in which it is kept', async (t) => {
  t.doesNotThrow(() => check(inAcme('tenant_host', { host: 'login.acme.example' })))
  for (const host of ['', 'Login.acme.example', 'https://login.acme.example', 'a/b', '10.0.0.1', null]) {
    refused(t, inAcme('tenant_host', { host }), /: host .*Nothing was written/)
  }
  refused(t, inAcme('tenant_host', { host: new URL(PUBLIC_URL).host }), /that of PUBLIC_URL/)
})

t.test('Core §16.11: an address is verified by the word of a connection that is there', async (t) => {
  const person = (email_connection_id: string) =>
    line('user', carried(userRow({ tenant_id: 'acme', id: gone, email_verified: 1, email_connection_id })))
  refused(t, person('corporate'), /its email_connection_id is that of no connection of its tenant/)
  const connection = line('connection', carried(connectionRow({ tenant_id: 'acme', id: 'corporate' })))
  t.doesNotThrow(() => check(connection, person('corporate')))
})

t.test('Transfer: a tenant has the id of one, and what is set and said can be read', async (t) => {
  const tenants = ['../evil', 'Acme', '', 'a'.repeat(64), 'acme\n']
  for (const id of tenants) {
    t.throws(() => checkTransfer({ public_url: PUBLIC_URL }, { ...head, tenants: [id] }, [tenant(id)]), {
      reason: 'faulty',
      message: /^Line 2 .*: id ".*" is none of a tenant\. Nothing was written\.$/,
    })
  }
  const acme = { tenant_id: 'acme' }
  for (const row of [
    line('tenant', carried(tenantRow({ id: 'acme', policy: '{"code_ttl":"long"}' }))),
    line('client', carried(clientRow({ ...acme, metadata: 'no JSON' }))),
    line('connection', carried(connectionRow({ ...acme, type: 'oidc', settings: '{"issuer":5}' }))),
    line('user', carried(userRow({ ...acme, claims: 'no JSON' }))),
    inAcme('user', { id: gone }),
  ]) {
    refused(t, row, new RegExp(`^Line ${LINE} .*: its ${row.table} cannot be read \\(`))
  }
})
