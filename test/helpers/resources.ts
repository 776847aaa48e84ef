/**
 * Services of a tenant that tests ask tokens for: notes, whose client is `notes`, and photos.
 */
import { answerOf, Browser, givenPerson } from './authorization.ts'
import { givenPolicy } from './enrolment.ts'
import type { TestServer } from './fixtures.ts'
import { givenClient, redemption, request } from './given.ts'

export const NOTES = 'https://notes.example/api'
export const PHOTOS = 'https://photos.example/'
export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

export const RESOURCES = [
  {
    resource: NOTES,
    name: 'Notes',
    client_id: 'notes',
    scopes: [
      { scope: 'notes.read', description: 'Read your notes' },
      { scope: 'notes.write', description: 'Change your notes' },
    ],
  },
  { resource: PHOTOS, name: 'Photos', scopes: [{ scope: 'photos' }] },
]

const GRANTS = ['authorization_code', 'refresh_token', EXCHANGE]

/** `rp`, a first-party client, and ann, signed in with the browser that comes back. */
export async function givenResources(
  server: TestServer,
  metadata: Readonly<Record<string, unknown>> = {},
  policy: Readonly<Record<string, unknown>> = {},
): Promise<Browser> {
  await givenPolicy(server, { resources: RESOURCES, ...policy })
  await givenClient(server, { metadata: { grant_types: GRANTS, ...metadata } })
  await givenClient(server, { client_id: 'notes', metadata: { grant_types: GRANTS } })
  const browser = new Browser(server)
  await browser.signIn(await givenPerson(server, 'ann', { claims: { name: 'Ann Lee' } }))
  return browser
}

type Sent = Readonly<Record<string, string | readonly string[] | undefined>>

/** @param asked at the authorization endpoint @param redeemed at the token endpoint */
export async function tokensFor(server: TestServer, browser: Browser, asked: Sent, redeemed: Sent = {}) {
  const answer = answerOf(await browser.authorize(asked))
  if (answer['code'] === undefined) throw new Error(`no code: ${JSON.stringify(answer)}`)
  return request(server, { ...redemption(answer['code']), ...redeemed })
}

export const ALL_SCOPES = 'openid notes.read notes.write photos'
export const BOTH = { resource: [NOTES, PHOTOS], scope: ALL_SCOPES }

/** An exchange as `notes` sends it, with what is told instead. */
export const exchanging = (subject_token: string, instead: Sent = {}): Sent => ({
  grant_type: EXCHANGE,
  subject_token,
  subject_token_type: ACCESS_TOKEN,
  client_id: 'notes',
  client_secret: 'c2VjcmV0LW9mLTI1Ni1iaXRzLXRoYXQtd2UtbWFkZQ',
  ...instead,
})
