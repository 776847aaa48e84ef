/**
 * The lines that make an application of one client, for libraries that many use.
 *
 * Implements: OpenID Connect Core 1.0 §3.1, §9; RFC 7636 §4.
 */
import { discoveryUrl } from '../domain/discovery/discovery-url.ts'
import type { ProviderMetadata } from '../domain/discovery/provider-metadata.ts'
import { readRecipe } from './recipe.ts'

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

/** As the recipes write theirs. */
const inScript = (text: string): string => `'${quoted(text).slice(1, -1).replaceAll("'", "\\'")}'`

const SCOPE = 'openid profile email'

const PROVED_BY_POST = 'client.ClientSecretPost(process.env.VIGNETTE_CLIENT_SECRET)'
const NODE_METHODS: Readonly<Record<Registered['method'], string>> = {
  none: 'client.None()',
  client_secret_basic: 'client.ClientSecretBasic(process.env.VIGNETTE_CLIENT_SECRET)',
  client_secret_post: PROVED_BY_POST,
}

const SECRET = /^ *clientSecret: .*\n/m
const FOR_LOCALHOST = /^.*for http:\/\/localhost alone\n/gm

/** Of the recipe, with the values of this client instead of names of the environment. */
function filledIn(text: string, { provider, client_id }: Registered, redirect_uri: string): string {
  const { origin } = new URL(redirect_uri)
  return text
    .replaceAll(FOR_LOCALHOST, provider.issuer.startsWith('http:') ? '$&' : '')
    .replaceAll(/\$\{process\.env\.APP_URL\}/g, origin)
    .replaceAll('process.env.APP_URL', () => inScript(origin))
    .replaceAll('process.env.VIGNETTE_ISSUER', () => inScript(provider.issuer))
    .replaceAll('process.env.VIGNETTE_CLIENT_ID', () => inScript(client_id))
}

function openidClient(registered: Registered, redirect_uri: string): string {
  const lines = `${readRecipe('openid-client.js').parts.join('\n\n')}\n`
  return filledIn(lines, registered, redirect_uri).replace(PROVED_BY_POST, NODE_METHODS[registered.method])
}

function authJs(registered: Registered, redirect_uri: string): string {
  const provider = String(readRecipe('auth-core.js').parts[1])
    .replace(SECRET, registered.method === 'none' ? '' : '$&')
    .replace('client_secret_basic', registered.method)
  return `import NextAuth from 'next-auth'

${filledIn(provider, registered, redirect_uri)}

export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [vignette] })
`
}

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
    server_metadata_url=${quoted(discoveryUrl(provider.issuer))},
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
    file: 'npm install openid-client, then in an Express application that has sessions',
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
