/**
 * What dev mode has from its first start: a tenant, an application and a person to sign in as. What is there already stays.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deps, TenantDeps } from '../deps.ts'
import { findClient } from '../domain/clients/client.ts'
import { DEVICE_CODE_GRANT } from '../domain/clients/client-metadata.ts'
import { registerClient, updateClient } from '../domain/clients/client-registration.ts'
import { Refusal } from '../domain/refusal.ts'
import { createTenant, inTenant, listTenants } from '../domain/tenants/tenant-administration.ts'
import { findUserByName } from '../domain/users/user.ts'
import { createUser, hasPasscode, updateUser } from '../domain/users/user-administration.ts'
import { makePicture, PICTURE_SEED_LENGTH } from '../passcode/generated-picture.ts'

const TENANT_ID = 'default'
const CLIENT_ID = 'demo'
export const USERNAME = 'ada'
export const PIN = '271828'

const ADA = {
  username: USERNAME,
  email: 'ada@example.com',
  email_verified: true,
  status: undefined,
  claims: {
    name: 'Ada Lovelace',
    given_name: 'Ada',
    middle_name: 'King',
    family_name: 'Lovelace',
    nickname: 'Ada',
    profile: 'https://example.com/ada',
    picture: 'https://example.com/ada/portrait.jpg',
    website: 'https://ada.example.com',
    gender: 'female',
    birthdate: '1815-12-10',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    phone_number: '+44 20 7946 0958',
    phone_number_verified: false,
    address: {
      formatted: '12 St James’s Square\nLondon\nSW1Y 4JH\nUnited Kingdom',
      street_address: '12 St James’s Square',
      locality: 'London',
      postal_code: 'SW1Y 4JH',
      country: 'GB',
    },
  },
}

const NO_CHANGE = { email: undefined, email_verified: undefined, claims: {}, status: undefined }

export type Sample = Readonly<{
  demo: Readonly<{ issuer: string; client_id: string }>
  /** undefined: she cannot sign in any more. */
  person: Readonly<{ username: string; pin: string; picture_file: string }> | undefined
  /** What was made now, for people. */
  made: readonly string[]
}>

export async function makeSample(deps: Deps): Promise<Sample> {
  const made: string[] = []
  if (!(await listTenants(deps)).some(({ id }) => id === TENANT_ID)) {
    await createTenant(deps, {
      id: TENANT_ID,
      name: 'Default',
      type: 'regular',
      policy: {
        self_registration: true,
        client_registration: 'open',
        client_id_metadata_documents: true,
      },
    })
    made.push(`the tenant "${TENANT_ID}"`)
  }
  const inside = await inTenant(deps, TENANT_ID)
  if (await makeDemoClient(inside)) made.push(`the client "${CLIENT_ID}"`)
  const picture_file = join(deps.config.data_dir, `${USERNAME}.png`)
  const ada = await makeAda(inside, picture_file)
  return {
    demo: { issuer: inside.tenant.issuer, client_id: CLIENT_ID },
    person: ada && { username: USERNAME, pin: PIN, picture_file },
    made: [...made, ...(ada ?? [])],
  }
}

const DEMO_GRANTS = ['authorization_code', 'refresh_token', DEVICE_CODE_GRANT]

/** @returns whether it was made now */
async function makeDemoClient(deps: TenantDeps): Promise<boolean> {
  const { public_url } = deps.config
  const [callback, start] = [`${public_url}/demo/callback`, `${public_url}/demo`]
  const existing = await findClient(deps, CLIENT_ID)
  if (!existing) {
    const metadata = {
      client_name: 'Demo application',
      client_uri: start,
      redirect_uris: [callback],
      post_logout_redirect_uris: [start],
      grant_types: DEMO_GRANTS,
    }
    await registerClient(deps, { client_id: CLIENT_ID, client_type: 'public', metadata })
    return true
  }
  // PUBLIC_URL or PORT may be others than at the first start, and this an older registration.
  const { redirect_uris, post_logout_redirect_uris, grant_types } = existing.metadata
  if (!redirect_uris.includes(callback) || !grant_types.includes(DEVICE_CODE_GRANT)) {
    const metadata = {
      redirect_uris: [...new Set([...redirect_uris, callback])],
      grant_types: [...new Set([...grant_types, ...DEMO_GRANTS])],
      post_logout_redirect_uris: [...new Set([...post_logout_redirect_uris, start])],
    }
    await updateClient(deps, { client_id: CLIENT_ID, client_type: undefined, metadata })
  }
  return false
}

/**
 * Ada can sign in when this returns; without her picture file she gets a new one.
 *
 * @returns what was made now; undefined when she cannot: she was made inactive, or the tenant takes no such PIN any more
 */
export async function makeAda(
  deps: TenantDeps,
  picture_file: string,
): Promise<readonly string[] | undefined> {
  const existing = await findUserByName(deps, USERNAME)
  if (existing?.active === false) return undefined
  const has_picture = existsSync(picture_file)
  if (has_picture && existing && (await hasPasscode(deps, existing))) return []
  if (!has_picture) {
    const picture = await makePicture(deps.random('picture-seed', PICTURE_SEED_LENGTH))
    writeFileSync(picture_file, picture, { mode: 0o600 })
  }
  const passcode = { picture: readFileSync(picture_file), secret: { method: 'pin', typed: PIN } } as const
  try {
    if (!existing) {
      await createUser(deps, ADA, passcode)
      return ['Ada Lovelace, with a picture that nobody else has']
    }
    await updateUser(deps, USERNAME, { ...NO_CHANGE, username: existing.username }, passcode)
    return [`a new passcode for ${USERNAME}, whose picture was gone`]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (!has_picture) rmSync(picture_file)
    return undefined
  }
}
