/**
 * Logos, on both databases.
 */
import t from 'tap'
import { deleteClient, insertClient } from '../../src/store/clients.ts'
import * as logos from '../../src/store/logos.ts'
import { deleteTenant } from '../../src/store/tenants.ts'
import { onBothDatabases } from '../helpers/databases.ts'
import { START } from '../helpers/fixtures.ts'
import { givenTenantRow, idOf } from '../helpers/rows.ts'
import { clientRow } from '../helpers/store-rows.ts'

const LATER = START + 100
const uri = 'https://logos.example/a.png'
const own = { id: idOf('own'), tenant_id: 'default', client_id: null, uri, now: START }
const source = { id: own.id, uri }
const file = { hash: 'h', media_type: 'image/png', width: 9, height: 8, bytes: Buffer.from('png') }
const fetched = { ...source, ...file, etag: '"1"', now: START, due_at: LATER }
const due = (now: number) => ({ now, limit: 9 })

await onBothDatabases(
  t,
  'RFC 7591 §2: a logo is due when it is stated, and again from elsewhere',
  async (t, db) => {
    await givenTenantRow(db)
    await db.run(logos.upsertLogo, own)
    const fresh = { ...source, tenant_id: 'default', hash: null, etag: null, fetched_at: null, failures: 0 }
    t.same(await db.all(logos.listDueLogos, due(START)), [{ ...fresh, due_at: START }])
    t.same(await db.all(logos.listDueLogos, due(START - 1)), [])
    t.equal(await db.first(logos.findShownLogo, { id: own.id }), undefined)

    t.equal(await db.run(logos.updateLogo, fetched), 1)
    t.same(await db.first(logos.findShownLogo, { id: own.id }), { hash: 'h', width: 9, height: 8 })
    await db.run(logos.upsertLogo, { ...own, now: LATER })
    t.ok(await db.first(logos.findShownLogo, { id: own.id }), 'the same again changes nothing')
    t.same(await db.all(logos.listDueLogos, due(START)), [])

    await db.run(logos.upsertLogo, { ...own, uri: `${uri}?2`, now: LATER })
    t.equal(await db.first(logos.findShownLogo, { id: own.id }), undefined)
    t.match(await db.all(logos.listDueLogos, due(LATER)), [
      { uri: `${uri}?2`, due_at: LATER, fetched_at: null },
    ])
    for (const [statement, params] of [
      [logos.updateLogo, fetched],
      [logos.updateLogoSeen, { ...source, now: START, due_at: LATER }],
      [logos.updateLogoFailed, { ...source, failures: 1, fault: 'x', due_at: LATER }],
      [logos.emptyLogo, source],
    ] as const) {
      t.equal(
        await db.run(statement as typeof logos.updateLogo, params as typeof fetched),
        0,
        'of the former place',
      )
    }
    await db.run(logos.deleteLogo, { id: own.id })
    t.same(await db.all(logos.listDueLogos, due(LATER)), [])
  },
)

await onBothDatabases(t, 'RFC 8246 §2: a logo is found by its hash, in its tenant', async (t, db) => {
  await givenTenantRow(db)
  await givenTenantRow(db, 'other')
  await db.run(logos.upsertLogo, own)
  await db.run(logos.updateLogo, fetched)
  const found = await db.first(logos.findLogoFile, { tenant_id: 'default', hash: 'h' })
  t.equal(found?.media_type, 'image/png')
  t.equal(String(found?.bytes), 'png')
  t.equal(await db.first(logos.findLogoFile, { tenant_id: 'other', hash: 'h' }), undefined)
  t.equal(await db.first(logos.findLogoFile, { tenant_id: 'default', hash: 'g' }), undefined)
  t.equal(await db.run(logos.emptyLogo, source), 1)
  t.equal(await db.first(logos.findLogoFile, { tenant_id: 'default', hash: 'h' }), undefined)
})

await onBothDatabases(t, 'Logos: of many tries at the same time one is made', async (t, db) => {
  await givenTenantRow(db)
  await db.run(logos.upsertLogo, own)
  const claim = () => db.run(logos.claimLogo, { ...source, due_at: START, until: LATER })
  const claimed = await Promise.all(Array.from({ length: 20 }, claim))
  t.equal(claimed.filter((count) => count === 1).length, 1)
  t.equal(await db.run(logos.claimLogo, { ...source, uri: 'x', due_at: LATER, until: LATER }), 0)
  await db.run(logos.updateLogoFailed, { ...source, failures: 3, fault: 'x', due_at: START })
  t.match(await db.all(logos.listDueLogos, due(START)), [{ failures: 3 }])
  await db.run(logos.updateLogoSeen, { ...source, now: LATER, due_at: LATER })
  t.match(await db.all(logos.listDueLogos, due(LATER)), [{ failures: 0, fetched_at: LATER }])
})

await onBothDatabases(t, 'RFC 7591 §2: a logo goes with its client, and with its tenant', async (t, db) => {
  await givenTenantRow(db)
  await db.run(insertClient, clientRow())
  await db.run(logos.upsertLogo, own)
  await db.run(logos.upsertLogo, { ...own, id: idOf('rp'), client_id: 'rp' })
  t.equal((await db.all(logos.listDueLogos, due(START))).length, 2)
  await db.run(deleteClient, { tenant_id: 'default', client_id: 'rp' })
  t.match(await db.all(logos.listDueLogos, due(START)), [{ id: own.id }])
  await db.run(deleteTenant, { id: 'default' })
  t.same(await db.all(logos.listDueLogos, due(START)), [])
})
