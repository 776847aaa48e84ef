/**
 * A small protected MCP server, made of the SDK's own parts: it has one tool, and asks the tenant about each token.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js'
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js'
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { Lasting } from './fixtures.ts'
import { basic, FORM, SECRET } from './given.ts'

type Asked = IncomingMessage & Readonly<{ auth?: AuthInfo; body: unknown }>

/** By introspection, as the client `mcp`. */
async function verifyAccessToken(issuer: string, token: string) {
  const reply = await fetch(`${issuer}/introspect`, {
    method: 'POST',
    headers: { ...FORM, ...basic('mcp', SECRET) },
    body: new URLSearchParams({ token }),
  })
  const { active, aud, client_id, scope, exp, sub } = (await reply.json()) as Record<string, string>
  if (!active) throw new InvalidTokenError('It is not active.')
  return {
    token,
    clientId: String(client_id),
    scopes: String(scope).split(' '),
    expiresAt: Number(exp),
    resource: new URL(String(aud)),
    extra: { sub },
  }
}

function mcpServer(): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })
  server.registerTool('whoami', {}, async ({ authInfo }) => ({
    content: [{ type: 'text', text: String(authInfo?.extra?.['sub']) }],
  }))
  return server
}

/** @param resource its address, on a port that is free */
export async function startMcpServer(
  t: Lasting,
  resource: URL,
  oauthMetadata: Parameters<typeof mcpAuthMetadataRouter>[0]['oauthMetadata'],
): Promise<void> {
  const { issuer } = oauthMetadata
  const app = createMcpExpressApp()
  const scopesSupported = ['notes.read', 'offline_access']
  app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: resource, scopesSupported }))
  const protect = requireBearerAuth({
    verifier: { verifyAccessToken: (token) => verifyAccessToken(issuer, token) },
    expectedResource: resource,
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource),
  })
  app.post('/mcp', protect, async (request: Asked, reply: ServerResponse) => {
    const transport = new StreamableHTTPServerTransport({})
    await mcpServer().connect(transport)
    await transport.handleRequest(request, reply, request.body)
  })
  app.get('/mcp', (_: IncomingMessage, reply: ServerResponse) => reply.writeHead(405).end())
  const listening = app.listen(Number(resource.port), 'localhost')
  await new Promise((resolve) => listening.once('listening', resolve))
  t.teardown(() => {
    listening.close()
    listening.closeAllConnections()
  })
}
