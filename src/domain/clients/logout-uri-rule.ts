/**
 * Where a client may want to be told that somebody signed out.
 *
 * Implements: OpenID Connect Back-Channel Logout 1.0 §2.2; OpenID Connect Front-Channel Logout 1.0 §2.
 */
import type { ClientType } from '../../store/schema.ts'
import type { Client } from './client.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { redirectUriFault } from './redirect-uri-rule.ts'

/** @returns what is wrong with them */
export function logoutUriFaults(metadata: ClientMetadata, client_type: ClientType): readonly string[] {
  return [backChannelFault(metadata, client_type), frontChannelFault(metadata)].filter(
    (fault) => fault !== undefined,
  )
}

function backChannelFault({ backchannel_logout_uri: uri }: ClientMetadata, client_type: ClientType) {
  if (uri === undefined) return undefined
  const fault = webFault(uri)
  if (fault !== undefined) return `backchannel_logout_uri: ${fault}`
  if (uri.startsWith('https:') || client_type === 'confidential') return undefined
  return 'backchannel_logout_uri must begin with https://: plain http is for confidential clients'
}

/** A frame of somebody else's page is not for a client to ask for. */
function frontChannelFault({ frontchannel_logout_uri: uri, redirect_uris }: ClientMetadata) {
  if (uri === undefined) return undefined
  const fault = webFault(uri)
  if (fault !== undefined) return `frontchannel_logout_uri: ${fault}`
  const { origin } = new URL(uri)
  if (redirect_uris.some((registered) => URL.parse(registered)?.origin === origin)) return undefined
  return `frontchannel_logout_uri: ${origin} is the origin of none of redirect_uris`
}

/** As of an address that people are sent back to, but for schemes of applications on a device. */
const webFault = (uri: string) => redirectUriFault(uri, 'confidential')

/** Whether it is told of sessions, so that it can be told of their end. */
export const wantsLogout = ({ metadata }: Pick<Client, 'metadata'>): boolean =>
  metadata.backchannel_logout_uri !== undefined || metadata.frontchannel_logout_uri !== undefined
