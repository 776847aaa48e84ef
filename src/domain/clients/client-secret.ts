/**
 * Client secrets: made here with 256 bits and kept as SHA-256, or chosen by people and kept by Argon2id.
 *
 * A client that signs with its secret (client_secret_jwt) needs one that is known here again. It is derived from the root
 * key and a salt, and the salt stands before its hash: whoever has the database alone has none of these secrets either.
 *
 * Implements: RFC 6749 §2.3.1, §10.1, §10.10; RFC 9106 §4; RFC 7518 §3.2 (a secret as long as the longest hash);
 * OpenID Connect Core 1.0 §9 (client_secret_jwt), §16.19.
 */
import type { Deps } from '../../deps.ts'
import { makeBoundedSet } from '../../primitives/bounded-set.ts'
import { equalInConstantTime, hmacSha256, sha256 } from '../../primitives/digest.ts'
import { once } from '../../primitives/once.ts'
import { makeWorkQueue, QueueFullError, SPARE_CORES } from '../../primitives/work-queue.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Client } from './client.ts'
import type { ClientMetadata } from './client-metadata.ts'

type Stored = NonNullable<Client['secret']>
type Kind = Stored['kind']

const SECRET_LENGTH = 32
const SALT_LENGTH = 16
/** Between the salt of a derived secret and its hash. */
const SALTED = '.'
/** 19 MiB and two passes: the secret guards an application, and every restart asks for it anew. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Not at the start: few clients have a secret that somebody chose. */
const argon2 = once(() => import('argon2'))

const MOST_WAITING = 32
const inTurn = makeWorkQueue(SPARE_CORES, MOST_WAITING)

/** Argon2id is paid once for each secret and process: what was right is known again by its HMAC. */
const known = makeBoundedSet(10_000)

/** @returns the secret, which is told once, and what is kept of it */
export function newClientSecret({ random }: Pick<Deps, 'random'>) {
  const secret = random('client-secret', SECRET_LENGTH).toString('base64url')
  return { secret, secret_kind: 'sha256', secret_hash: sha256(secret).toString('base64url') } as const
}

/** @returns undefined where the client has no use for one: it is public, or has keys of its own */
export function newSecretOf(
  deps: Pick<Deps, 'random' | 'secrets'>,
  client_type: Client['client_type'],
  { token_endpoint_auth_method: method }: Pick<ClientMetadata, 'token_endpoint_auth_method'>,
) {
  if (client_type === 'public' || method === 'private_key_jwt') return undefined
  return method === 'client_secret_jwt' ? newSigningSecret(deps) : newClientSecret(deps)
}

function newSigningSecret({ random, secrets }: Pick<Deps, 'random' | 'secrets'>) {
  const salt = random('client-secret-salt', SALT_LENGTH).toString('base64url')
  const secret = derivedSecret(secrets, salt)
  const secret_hash = `${salt}${SALTED}${sha256(secret).toString('base64url')}`
  return { secret, secret_kind: 'sha256', secret_hash } as const
}

/** 64 bytes when decoded, since HS512 wants a key of that length at least. */
const derivedSecret = (secrets: Deps['secrets'], salt: string): string =>
  Buffer.concat(
    ['1', '2'].map((half) => hmacSha256(secrets.derive('client-signing-secret'), `${half}\0${salt}`)),
  ).toString('base64url')

/** The secret that a client signs with; undefined: it has none that is known here again. */
export function signingSecretOf(
  { secrets }: Pick<Deps, 'secrets'>,
  { secret }: Pick<Client, 'secret'>,
): string | undefined {
  return isDerived(secret)
    ? derivedSecret(secrets, secret.hash.slice(0, secret.hash.indexOf(SALTED)))
    : undefined
}

const isDerived = (secret: Client['secret']): secret is Stored =>
  secret?.kind === 'sha256' && secret.hash.includes(SALTED)

/** Whether it cannot authenticate as it is registered to, until it is given another secret. */
export function lacksSecret({ client_type, secret, metadata }: Client): boolean {
  const method = metadata.token_endpoint_auth_method
  if (client_type === 'public' || method === 'private_key_jwt') return false
  return method === 'client_secret_jwt' ? !isDerived(secret) : secret === undefined
}

/** What is kept of a secret that somebody chose. */
export async function hashChosenSecret({ random }: Pick<Deps, 'random'>, secret: string) {
  const { argon2id: type, hash } = await argon2()
  const salt = random('client-secret-salt', SALT_LENGTH)
  return { secret_kind: 'argon2id', secret_hash: await hash(secret, { ...COST, type, salt }) } as const
}

/**
 * Whether the client may call the secret its own. One that is not there costs what one of ours costs.
 *
 * @throws {OAuthError} `temporarily_unavailable` when too many Argon2id checks wait
 */
export function isSecretOf(
  deps: Pick<Deps, 'secrets'>,
  client: Pick<Client, 'secret'> | undefined,
  secret: string,
): Promise<boolean> {
  const stored = client?.secret ?? { kind: 'sha256', hash: '' }
  return CHECKS[stored.kind](deps, stored.hash, secret)
}

type Check = (deps: Pick<Deps, 'secrets'>, hash: string, secret: string) => Promise<boolean>

const CHECKS: Readonly<Record<Kind, Check>> = {
  sha256: async (_deps, stored, secret) =>
    equalInConstantTime(sha256(secret), Buffer.from(stored.slice(stored.indexOf(SALTED) + 1), 'base64url')),
  argon2id: isChosenSecret,
}

async function isChosenSecret(
  { secrets }: Pick<Deps, 'secrets'>,
  stored: string,
  secret: string,
): Promise<boolean> {
  // The stored hash is part of it, so that a changed secret is not remembered.
  const mark = hmacSha256(secrets.derive('client-secret'), `${stored}\0${secret}`).toString('base64url')
  if (known.has(mark)) return true
  const { verify } = await argon2()
  const isRight = await inTurn(() => verify(stored, secret)).catch(throwBusy)
  if (isRight) known.add(mark)
  return isRight
}

function throwBusy(error: unknown): never {
  if (!(error instanceof QueueFullError)) throw error
  throw new OAuthError('temporarily_unavailable', 'Too many clients are being authenticated. Try again.', {
    reason: 'secret-checks-full',
    retry_after: 1,
    cause: error,
  })
}
