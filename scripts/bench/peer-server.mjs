/**
 * node-oidc-provider as it is measured against: one process that keeps everything in memory, and one person who signs in
 * and agrees at the first request. JavaScript, so that its start pays for no stripping of types.
 *
 * `node peer-server.mjs FILE`, where FILE is the JSON that peer-side.ts writes.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

/** Beyond this the older half of what is short-lived is forgotten. */
const MOST_ENTRIES = 10_000
const LASTING = new Set(['Session', 'Grant'])

/**
 * In memory, and as little work as its interface allows. The adapter that comes with the library walks all tokens of
 * a grant whenever it adds one, and forgets sessions beside a thousand of them: it is for trying things out, not for load.
 */
class MemoryAdapter {
  constructor(model) {
    this.is_lasting = LASTING.has(model)
    this.recent = new Map()
    this.older = new Map()
    this.by_uid = new Map()
  }

  async upsert(id, payload) {
    if (payload.uid !== undefined) this.by_uid.set(payload.uid, id)
    this.recent.set(id, payload)
    if (this.is_lasting || this.recent.size < MOST_ENTRIES) return
    this.older = this.recent
    this.recent = new Map()
  }

  async find(id) {
    return this.recent.get(id) ?? this.older.get(id)
  }

  async findByUid(uid) {
    return this.find(this.by_uid.get(uid))
  }

  async consume(id) {
    const payload = await this.find(id)
    payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id) {
    this.recent.delete(id)
    this.older.delete(id)
  }
}

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'))

const provider = new Provider(settings.issuer, {
  adapter: MemoryAdapter,
  clients: settings.clients,
  jwks: settings.jwks,
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
  cookies: { keys: ['what signs the cookies of this bench'] },
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, _resource, client) => ({
        scope: '',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: client.idTokenSignedResponseAlg } },
      }),
    },
  },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...settings.person }) }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
})

async function signIn(req, res) {
  const { params } = await provider.interactionDetails(req, res)
  const grant = new provider.Grant({ accountId: 'person', clientId: params.client_id })
  grant.addOIDCScope(settings.scope)
  const consent = { grantId: await grant.save() }
  await provider.interactionFinished(req, res, { login: { accountId: 'person' }, consent })
}

const respond = provider.callback()
createServer((req, res) => {
  if (req.url.startsWith('/interaction/')) void signIn(req, res)
  else respond(req, res)
}).listen(settings.port, '127.0.0.1')
