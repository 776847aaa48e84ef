/**
 * Clients and servers of the Model Context Protocol, both of its own SDK, with this server between them.
 */
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import { OAuthMetadataSchema } from '@modelcontextprotocol/sdk/shared/auth.js'
import t, { type Test } from 'tap'
import { uuidText } from '../../src/primitives/time-ordered-id.ts'
import { Browser, givenPerson } from '../helpers/authorization.ts'
import { documentServer, REACHES_DOCUMENTS } from '../helpers/document-server.ts'
import { givenPolicy } from '../helpers/enrolment.ts'
import { claimsOf, givenClient } from '../helpers/given.ts'
import { freePort, listeningServer } from '../helpers/listening.ts'
import { startMcpServer } from '../helpers/mcp-server.ts'

const REDIRECT_URI = 'http://127.0.0.1:50000/callback'

/** An application that keeps what it is told, and notes where it would send the browser. */
class Application implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT_URI
  readonly clientMetadata = {
    client_name: 'Workbench',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  }
  readonly clientMetadataUrl?: string
  sentTo = new URL('about:blank')
  kept: OAuthTokens | undefined
  #client: OAuthClientInformationMixed | undefined
  #verifier = ''

  constructor(clientMetadataUrl: string | undefined) {
    if (clientMetadataUrl !== undefined) this.clientMetadataUrl = clientMetadataUrl
  }
  state = () => 'af0ifjsldkj'
  clientInformation = () => this.#client
  saveClientInformation(client: OAuthClientInformationMixed) {
    this.#client = client
  }
  tokens = () => this.kept
  saveTokens(tokens: OAuthTokens) {
    this.kept = tokens
  }
  redirectToAuthorization(url: URL) {
    this.sentTo = url
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier
  }
  codeVerifier = () => this.#verifier
}

async function scene(t: Test) {
  const server = await listeningServer(t, REACHES_DOCUMENTS)
  const resource = new URL(`http://localhost:${await freePort()}/mcp`)
  const scopes = [{ scope: 'notes.read', description: 'Read your notes' }]
  await givenPolicy(server, {
    client_registration: 'open',
    client_id_metadata_documents: true,
    resources: [{ resource: resource.href, name: 'Notes', client_id: 'mcp', scopes }],
  })
  await givenClient(server, { client_id: 'mcp' })
  const ada = await givenPerson(server, 'ada')
  const browser = new Browser(server)
  await browser.signIn(ada)
  const metadata = await fetch(`${server.issuer}/.well-known/openid-configuration`)
  await startMcpServer(t, resource, OAuthMetadataSchema.parse(await metadata.json()))

  /** The person allows it. @returns the page that asked, and what the browser brings back */
  const allow = async (url: URL) => {
    const asked = String((await browser.get(url.href)).headers.location)
    const page = await browser.get(asked)
    const allowed = await browser.submit(asked, page.body)
    const back = await browser.get(String(allowed.headers.location))
    return { page: page.body, back: new URL(String(back.headers.location)).searchParams }
  }
  return { server, resource, ada: uuidText(ada), allow }
}

async function connected(resource: URL, authProvider: OAuthClientProvider): Promise<Client> {
  const client = new Client({ name: 'workbench', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(resource, { authProvider }))
  return client
}

const ways: [string, (t: Test) => Promise<string | undefined>][] = [
  ['RFC 7591 §3: registers itself', async () => undefined],
  [
    'OAuth Client ID Metadata Document §4: is described by its document',
    async (t) => {
      const documents = await documentServer(t)
      const client_id = `${documents.origin}/client.json`
      documents.tell({ ...new Application(undefined).clientMetadata, client_id })
      return client_id
    },
  ],
]

for (const [title, given] of ways) {
  t.test(`${title}: an MCP client discovers, signs in, and refreshes`, async (t) => {
    const { server, resource, ada, allow } = await scene(t)
    const application = new Application(await given(t))
    await t.rejects(connected(resource, application), { message: 'Unauthorized' })

    const { searchParams } = application.sentTo
    t.equal(searchParams.get('resource'), resource.href)
    t.equal(searchParams.get('scope'), 'notes.read offline_access')
    t.equal(searchParams.get('code_challenge_method'), 'S256')
    const client_id = application.clientMetadataUrl ?? application.clientInformation()?.client_id
    t.equal(searchParams.get('client_id'), client_id)

    const { page, back } = await allow(application.sentTo)
    t.match(page.replace(/<\/?bdi>/g, ''), 'Act for you at Notes')
    t.equal(back.get('state'), 'af0ifjsldkj')
    const transport = new StreamableHTTPClientTransport(resource, { authProvider: application })
    await transport.finishAuth(String(back.get('code')))
    const first = application.kept
    t.match(claimsOf(first?.access_token), {
      aud: resource.href,
      client_id,
      scope: 'offline_access notes.read',
    })

    const client = await connected(resource, application)
    const said = { content: [{ type: 'text', text: ada }] }
    t.match(await client.callTool({ name: 'whoami' }), said)
    server.clock.seconds += 3600
    t.match(await client.callTool({ name: 'whoami' }), said, 'the token expired, and was refreshed')
    t.not(application.kept?.access_token, first?.access_token)
    t.match(claimsOf(application.kept?.access_token), { aud: resource.href })
    await client.close()
  })
}
