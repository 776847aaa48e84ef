/**
 * Client secrets: made here with 256 bits and kept as SHA-256, or chosen by people and kept by Argon2id.
 *
 * Implements: RFC 6749 §2.3.1, §10.1, §10.10; RFC 9106 §4.
 */
import { argon2id, hash, verify } from 'argon2'
import type { Deps } from '../../deps.ts'
import { makeBoundedSet } from '../../primitives/bounded-set.ts'
import { equalInConstantTime, hmacSha256, sha256 } from '../../primitives/digest.ts'
import { makeWorkQueue, QueueFullError, SPARE_CORES } from '../../primitives/work-queue.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Client } from './client.ts'

type Stored = NonNullable<Client['secret']>
type Kind = Stored['kind']

const SECRET_LENGTH = 32
const SALT_LENGTH = 16
/** 19 MiB and two passes: the secret guards an application, and every restart asks for it anew. */
const ARGON2ID = { type: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

const MOST_WAITING = 32
const inTurn = makeWorkQueue(SPARE_CORES, MOST_WAITING)

/** Argon2id is paid once for each secret and process: what was right is known again by its HMAC. */
const known = makeBoundedSet(10_000)

/** @returns the secret, which is told once, and what is kept of it */
export function newClientSecret({ random }: Pick<Deps, 'random'>) {
  const secret = random('client-secret', SECRET_LENGTH).toString('base64url')
  return { secret, secret_kind: 'sha256', secret_hash: sha256(secret).toString('base64url') } as const
}

/** What is kept of a secret that somebody chose. */
export async function hashChosenSecret({ random }: Pick<Deps, 'random'>, secret: string) {
  const salt = random('client-secret-salt', SALT_LENGTH)
  return { secret_kind: 'argon2id', secret_hash: await hash(secret, { ...ARGON2ID, salt }) } as const
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
    equalInConstantTime(sha256(secret), Buffer.from(stored, 'base64url')),
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
  const isRight = await inTurn(() => verify(stored, secret)).catch(throwBusy)
  if (isRight) known.add(mark)
  return isRight
}

function throwBusy(error: unknown): never {
  if (!(error instanceof QueueFullError)) throw error
  throw new OAuthError('temporarily_unavailable', 'Too many clients are being authenticated. Try again.', {
    reason: 'secret-checks-full',
    cause: error,
  })
}
