/**
 * Clients that made themselves known, on both databases.
 */
import t from 'tap'
import { findClient, insertClient } from '../../src/store/clients.ts'
import { upsertConsent } from '../../src/store/consents.ts'
import type { Db } from '../../src/store/database.ts'
import {
  deleteUnusedClients,
  replaceRegistration,
  updateDocumentClient,
} from '../../src/store/registered-clients.ts'
import type { ClientRow } from '../../src/store/schema.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, givenUserRow, idOf } from '../helpers/rows.ts'
import { clientRow } from '../helpers/store-rows.ts'

const key = { tenant_id: 'default', client_id: 'rp' }
const [FIRST, SECOND, THIRD] = [idOf('first'), idOf('second'), idOf('third')]

async function given(db: Db, changes: Partial<ClientRow>): Promise<void> {
  for (const id of ['default', 'other']) {
    await givenTenantRow(db, id)
    await db.run(insertClient, clientRow({ tenant_id: id, ...changes }))
  }
}

await onBothDatabases(
  t,
  'RFC 7592 §2.2: of two changes with one token the second changes nothing',
  async (t, db) => {
    await given(db, { origin: 'open', registration_hash: FIRST })
    const change = {
      client_type: 'public',
      secret_kind: null,
      secret_hash: null,
      metadata: '{"a":1}',
    } as const
    const terms = { ...key, ...change, registration_hash: FIRST, now: START + 1 }
    t.equal(await db.run(replaceRegistration, { ...terms, new_registration_hash: SECOND }), 1)
    t.equal(await db.run(replaceRegistration, { ...terms, new_registration_hash: THIRD }), 0)
    const changed = { ...change, origin: 'open', registration_hash: SECOND, updated_at: START + 1 } as const
    t.same(await db.first(findClient, key), clientRow(changed))
    t.match(await db.first(findClient, { ...key, tenant_id: 'other' }), { registration_hash: FIRST })
  },
)

await onBothDatabases(
  t,
  'Client ID metadata: a document changes its own client and no other',
  async (t, db) => {
    await given(db, { origin: 'document', fresh_until: START })
    const told = { client_type: 'public', metadata: '{"b":2}', fresh_until: START + 600 } as const
    t.equal(await db.run(updateDocumentClient, { ...key, ...told, now: START + 1 }), 1)
    t.same(await db.first(findClient, key), clientRow({ ...told, origin: 'document', updated_at: START + 1 }))
    t.match(await db.first(findClient, { ...key, tenant_id: 'other' }), { fresh_until: START })
    await db.run(insertClient, clientRow({ client_id: 'made' }))
    t.equal(await db.run(updateDocumentClient, { ...key, ...told, client_id: 'made', now: START }), 0)
  },
)

await onBothDatabases(
  t,
  'Retention: clients that nobody vouched for or uses go, and no others',
  async (t, db) => {
    await givenTenantRow(db)
    const user_id = await givenUserRow(db)
    const ids = ['open', 'document', 'token', null] as const
    for (const origin of ids) await db.run(insertClient, clientRow({ client_id: String(origin), origin }))
    await db.run(insertClient, clientRow({ client_id: 'used', origin: 'open' }))
    await db.run(insertClient, clientRow({ client_id: 'young', origin: 'open', updated_at: START + 1 }))
    const consent = { tenant_id: 'default', scope: 'openid', claims: '{}', resources: '', given_at: START }
    await db.run(upsertConsent, { ...consent, user_id, client_id: 'used' })
    t.equal(await db.run(deleteUnusedClients, { before: START - 1 }), 0)
    t.equal(await db.run(deleteUnusedClients, { before: START }), 2)
    for (const client_id of ['token', 'null', 'used', 'young']) {
      t.ok(await db.first(findClient, { ...key, client_id }), client_id)
    }
  },
)
