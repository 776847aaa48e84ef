/**
 * The lines that make an application of one client, for libraries that many use.
 *
 * Implements: OpenID Connect Core 1.0 §3.1, §9; RFC 7636 §4.
 */
import type { ProviderMetadata } from '../domain/discovery/provider-metadata.ts'

export type Registered = Readonly<{
  client_id: string
  /** How the client authenticates at the token endpoint. */
  method: 'none' | 'client_secret_basic' | 'client_secret_post'
  provider: ProviderMetadata
}>

export type Library = Readonly<{
  id: string
  title: string
  /** Where the lines go. */
  file: string
  /** Where the library lets people come back to, unless told otherwise. */
  redirect_uri: string
  /** It knows no client without one. */
  wants_secret?: true
  lines: (registered: Registered, redirect_uri: string) => string
}>

/** A string of JSON is one of JavaScript, Python and YAML too. */
const quoted = (text: string): string => JSON.stringify(text)

const SCOPE = 'openid profile email'

const NODE_METHODS: Readonly<Record<Registered['method'], string>> = {
  none: 'client.None()',
  client_secret_basic: 'client.ClientSecretBasic(process.env.VIGNETTE_CLIENT_SECRET)',
  client_secret_post: 'client.ClientSecretPost(process.env.VIGNETTE_CLIENT_SECRET)',
}

const openidClient = (registered: Registered, redirect_uri: string): string =>
  `import * as client from "openid-client"

const config = await client.discovery(
  new URL(${quoted(registered.provider.issuer)}),
  ${quoted(registered.client_id)},
  undefined,
  ${NODE_METHODS[registered.method]},${
    registered.provider.issuer.startsWith('http:') ? '\n  { execute: [client.allowInsecureRequests] },' : ''
  }
)

// Send the browser to url; keep code_verifier and state in its session.
const code_verifier = client.randomPKCECodeVerifier()
const state = client.randomState()
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: ${quoted(redirect_uri)},
  scope: ${quoted(SCOPE)},
  state,
  code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
  code_challenge_method: "S256",
})

// When it is back, with the address it came to:
const tokens = await client.authorizationCodeGrant(config, new URL(address), {
  pkceCodeVerifier: code_verifier,
  expectedState: state,
})
console.log(tokens.claims())
`

const authJs = ({ client_id, method, provider }: Registered): string =>
  `import NextAuth from "next-auth"

export const { handlers, auth, signIn, signOut } = NextAuth({
  providers: [
    {
      id: "vignette",
      name: "Vignette",
      type: "oidc",
      issuer: ${quoted(provider.issuer)},
      clientId: ${quoted(client_id)},${
        method === 'none' ? '' : '\n      clientSecret: process.env.VIGNETTE_CLIENT_SECRET,'
      }
      client: { token_endpoint_auth_method: ${quoted(method)} },
      checks: ["pkce", "state", "nonce"],
    },
  ],
})
`

const springBoot = ({ client_id, method, provider }: Registered): string =>
  `spring:
  security:
    oauth2:
      client:
        registration:
          vignette:
            client-id: ${quoted(client_id)}${
              method === 'none' ? '' : `\n            client-secret: \${VIGNETTE_CLIENT_SECRET}`
            }
            client-authentication-method: ${method}
            authorization-grant-type: authorization_code
            redirect-uri: "{baseUrl}/login/oauth2/code/{registrationId}"
            scope: [openid, profile, email]
        provider:
          vignette:
            issuer-uri: ${quoted(provider.issuer)}
`

const authlib = ({ client_id, method, provider }: Registered, redirect_uri: string): string =>
  `import os
from authlib.integrations.starlette_client import OAuth
from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SESSION_SECRET"])

oauth = OAuth()
oauth.register(
    name="vignette",
    server_metadata_url=${quoted(`${provider.issuer}/.well-known/openid-configuration`)},
    client_id=${quoted(client_id)},${
      method === 'none' ? '' : '\n    client_secret=os.environ["VIGNETTE_CLIENT_SECRET"],'
    }
    client_kwargs={
        "scope": ${quoted(SCOPE)},
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": ${quoted(method)},
    },
)

@app.get("/login")
async def login(request: Request):
    return await oauth.vignette.authorize_redirect(request, ${quoted(redirect_uri)})

@app.get("/auth/callback")
async def callback(request: Request):
    token = await oauth.vignette.authorize_access_token(request)
    return token["userinfo"]
`

const keycloak = ({ client_id, method, provider }: Registered): string => {
  const config = {
    issuer: provider.issuer,
    authorizationUrl: provider.authorization_endpoint,
    tokenUrl: provider.token_endpoint,
    userInfoUrl: provider.userinfo_endpoint,
    logoutUrl: provider.end_session_endpoint,
    jwksUrl: provider.jwks_uri,
    useJwksUrl: 'true',
    validateSignature: 'true',
    clientId: client_id,
    clientSecret: 'the secret of the client',
    clientAuthMethod: method,
    defaultScope: SCOPE,
    pkceEnabled: 'true',
    pkceMethod: 'S256',
  }
  const instance = { alias: 'vignette', providerId: 'oidc', enabled: true, trustEmail: true, config }
  return `${JSON.stringify(instance, undefined, 2)}\n`
}

export const LIBRARIES: readonly Library[] = [
  {
    id: 'openid-client',
    title: 'openid-client (Node)',
    file: 'npm install openid-client, then',
    redirect_uri: 'http://localhost:3001/callback',
    lines: openidClient,
  },
  {
    id: 'auth-js',
    title: 'Auth.js (Next.js)',
    file: 'auth.ts',
    redirect_uri: 'http://localhost:3001/api/auth/callback/vignette',
    lines: authJs,
  },
  {
    id: 'spring-boot',
    title: 'Spring Boot',
    file: 'application.yml',
    redirect_uri: 'http://localhost:8080/login/oauth2/code/vignette',
    lines: springBoot,
  },
  {
    id: 'authlib',
    title: 'Authlib with FastAPI (Python)',
    file: 'main.py',
    redirect_uri: 'http://localhost:8000/auth/callback',
    lines: authlib,
  },
  {
    id: 'keycloak',
    title: 'Keycloak, as a broker',
    file: 'vignette.json, for: kcadm.sh create identity-provider/instances -r your-realm -f vignette.json',
    redirect_uri: 'http://localhost:8080/realms/your-realm/broker/vignette/endpoint',
    wants_secret: true,
    lines: keycloak,
  },
]
