/**
 * A client of OPAQUE-3DH over ristretto255-SHA512 that shares no code with the one we ship: whatever the two agree on,
 * the specification says.
 *
 * Implements: RFC 9807 §4, §5, §6; RFC 9497 §3.
 */
import { randomBytes } from 'node:crypto'
import { ristretto255, ristretto255_hasher, ristretto255_oprf } from '@noble/curves/ed25519.js'
import { argon2id } from '@noble/hashes/argon2.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha512 } from '@noble/hashes/sha2.js'

const NONCE = 32
const ELEMENT = 32
const MAC = 64
const HASH = 64
const ENVELOPE = NONCE + MAC

const { Point } = ristretto255
const { oprf } = ristretto255_oprf
const none = new Uint8Array()
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

/** What a client of its own choice would draw at random; the vectors name it. */
export type Chance = Readonly<{ blind: Uint8Array; nonce: Uint8Array; keyshare_seed: Uint8Array }>

/** What both sides agree on beforehand. `stretch` is the key stretching function. */
export type Terms = Readonly<{
  stretch: (input: Uint8Array) => Uint8Array
  context: Uint8Array
  server_identity: Uint8Array | undefined
}>

/** RFC 9106 with the salt of zeros that RFC 9807 §7 names. */
export const argon2idStretch =
  (m: number, t: number) =>
  (input: Uint8Array): Uint8Array =>
    argon2id(input, new Uint8Array(16), { m, t, p: 1, dkLen: HASH })

export function drawChance(): Chance {
  const { secretKey } = oprf.deriveKeyPair(randomBytes(32), ascii('blind of a test'))
  return { blind: secretKey, nonce: randomBytes(NONCE), keyshare_seed: randomBytes(32) }
}

/** §5.2.1 and §6.3.2 begin alike. */
export function blindPassword(password: Uint8Array, blind: Uint8Array): Uint8Array {
  const DST = ascii('HashToGroup-OPRFV1-\0-ristretto255-SHA512')
  return ristretto255_hasher.hashToCurve(password, { DST }).multiply(scalarOf(blind)).toBytes()
}

export type Registration = Readonly<{ record: Uint8Array; export_key: Uint8Array }>

/** §5.2.3, with `chance.nonce` for the envelope. */
export function finishRegistration(
  password: Uint8Array,
  response: Uint8Array,
  chance: Chance,
  terms: Terms,
): Registration {
  const [evaluated, server_public_key] = split(response, ELEMENT, ELEMENT)
  const secret = randomizedPassword(password, chance.blind, evaluated, terms)
  const opened = openEnvelope(secret, chance.nonce, server_public_key, terms)
  const record = Buffer.concat([
    opened.client_public_key,
    expand(sha512, secret, ascii('MaskingKey'), HASH),
    chance.nonce,
    opened.auth_tag,
  ])
  return { record, export_key: opened.export_key }
}

/** §6.2.1 */
export function startLogin(password: Uint8Array, chance: Chance): Uint8Array {
  const keyshare = keyPair(chance.keyshare_seed)
  return Buffer.concat([blindPassword(password, chance.blind), chance.nonce, keyshare.publicKey])
}

export type Login = Readonly<{ ke3: Uint8Array; session_key: Uint8Array; export_key: Uint8Array }>

/** §6.2.3; undefined when the envelope or the server's code does not match. */
export function finishLogin(
  password: Uint8Array,
  ke2: Uint8Array,
  chance: Chance,
  terms: Terms,
): Login | undefined {
  const [evaluated, masking_nonce, masked, server_nonce, server_keyshare, server_mac] = split(
    ke2,
    ELEMENT,
    NONCE,
    ELEMENT + ENVELOPE,
    NONCE,
    ELEMENT,
    MAC,
  )
  const secret = randomizedPassword(password, chance.blind, evaluated, terms)
  const masking_key = expand(sha512, secret, ascii('MaskingKey'), HASH)
  const pad_info = Buffer.concat([masking_nonce, ascii('CredentialResponsePad')])
  const pad = expand(sha512, masking_key, pad_info, masked.length)
  const [server_public_key, nonce, auth_tag] = split(
    masked.map((byte, index) => byte ^ (pad[index] ?? 0)),
    ELEMENT,
    NONCE,
    MAC,
  )
  const opened = openEnvelope(secret, nonce, server_public_key, terms)
  if (Buffer.compare(opened.auth_tag, auth_tag) !== 0) return undefined

  const keyshare = keyPair(chance.keyshare_seed)
  const shared = Buffer.concat([
    sharedSecret(keyshare.secretKey, server_keyshare),
    sharedSecret(keyshare.secretKey, server_public_key),
    sharedSecret(opened.client_secret_key, server_keyshare),
  ])
  const preamble = Buffer.concat([
    ascii('OPAQUEv1-'),
    counted(terms.context),
    counted(opened.client_public_key),
    startLogin(password, chance),
    counted(terms.server_identity ?? server_public_key),
    evaluated,
    masking_nonce,
    masked,
    server_nonce,
    server_keyshare,
  ])
  const keys = sessionKeys(shared, preamble)
  if (Buffer.compare(hmac(sha512, keys.server_mac_key, sha512(preamble)), server_mac) !== 0) return undefined
  const ke3 = hmac(sha512, keys.client_mac_key, sha512(Buffer.concat([preamble, server_mac])))
  return { ke3, session_key: keys.session_key, export_key: opened.export_key }
}

/** §6.4.2: key derivation of 3DH. */
function sessionKeys(shared: Uint8Array, preamble: Uint8Array) {
  const root = extract(sha512, shared, none)
  const transcript = sha512(preamble)
  const handshake = deriveSecret(root, 'HandshakeSecret', transcript)
  return {
    session_key: deriveSecret(root, 'SessionKey', transcript),
    server_mac_key: deriveSecret(handshake, 'ServerMAC', none),
    client_mac_key: deriveSecret(handshake, 'ClientMAC', none),
  }
}

function deriveSecret(secret: Uint8Array, label: string, transcript: Uint8Array): Uint8Array {
  const name = ascii(`OPAQUE-${label}`)
  const info = [uint16(HASH), Buffer.of(name.length), name, Buffer.of(transcript.length), transcript]
  return expand(sha512, secret, Buffer.concat(info), HASH)
}

/** §5.2.3 and §6.3.2: output of the OPRF, stretched. */
function randomizedPassword(password: Uint8Array, blind: Uint8Array, evaluated: Uint8Array, terms: Terms) {
  const output = oprf.finalize(password, blind, evaluated)
  return extract(sha512, Buffer.concat([output, terms.stretch(output)]), none)
}

/** §4.1.2, §4.1.3: what both making and opening an envelope compute. */
function openEnvelope(
  secret: Uint8Array,
  nonce: Uint8Array,
  server_public_key: Uint8Array,
  { server_identity }: Terms,
) {
  const derived = (label: string, length: number) =>
    expand(sha512, secret, Buffer.concat([nonce, ascii(label)]), length)
  const { publicKey, secretKey } = keyPair(derived('PrivateKey', 32))
  const names = [counted(server_identity ?? server_public_key), counted(publicKey)]
  const sealed = Buffer.concat([nonce, server_public_key, ...names])
  return {
    client_public_key: publicKey,
    client_secret_key: secretKey,
    auth_tag: hmac(sha512, derived('AuthKey', HASH), sealed),
    export_key: derived('ExportKey', HASH),
  }
}

const keyPair = (seed: Uint8Array) => oprf.deriveKeyPair(seed, ascii('OPAQUE-DeriveDiffieHellmanKeyPair'))

const sharedSecret = (secret_key: Uint8Array, public_key: Uint8Array): Uint8Array =>
  Point.fromBytes(public_key).multiply(scalarOf(secret_key)).toBytes()

const scalarOf = (bytes: Uint8Array): bigint => Point.Fn.fromBytes(bytes)

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

const counted = (value: Uint8Array): Buffer => Buffer.concat([uint16(value.length), value])

/** Cuts a message into fields of the given lengths. */
function split<Lengths extends number[]>(message: Uint8Array, ...lengths: Lengths) {
  let at = 0
  return lengths.map((length) => {
    at += length
    return Uint8Array.from(message.subarray(at - length, at))
  }) as { [Index in keyof Lengths]: Uint8Array }
}
