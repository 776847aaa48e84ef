/**
 * vignette client preview
 */
import { type PreviewedJwt, previewTokens, type TokenPreview } from '../domain/authorization/token-preview.ts'
import { command } from './command.ts'
import { withTenant } from './process-deps.ts'

export const preview = command({
  summary: "show what a person's tokens for an application would say",
  details: [
    'Found out as by signing in, with every check, but nothing is written and nothing is signed: what it prints is no token.',
    'iat, exp, auth_time, jti, sid, nonce and at_hash differ each time.',
  ].join('\n'),
  options: {
    tenant: { type: 'string', value: 'ID', required: true, says: 'the tenant both belong to' },
    client: { type: 'string', value: 'ID', required: true, says: 'its client_id' },
    user: { type: 'string', value: 'NAME', required: true, says: 'the username' },
    scope: {
      type: 'string',
      value: 'SCOPE',
      says: "the client's own where left out, or openid profile email",
    },
    'ext-integration-id': { type: 'string', value: 'ID', says: 'a claim set' },
    organization: { type: 'string', value: 'ID', says: 'an organization' },
  },
  answers: true,
  examples: [
    'client preview --tenant acme --client shop --user ada',
    'client preview --tenant acme --client app --user ada --scope "openid profile" --ext-integration-id sita --json',
  ],
  run: (values) =>
    withTenant(values.tenant, async (deps) => {
      const previewed = await previewTokens(deps, {
        client_id: values.client,
        username: values.user,
        scope: values.scope,
        claim_set_id: values['ext-integration-id'],
        organization_id: values.organization,
      })
      return { value: previewed, text: textOf(values.client, values.user, previewed) }
    }),
})

function textOf(client: string, user: string, previewed: TokenPreview): string {
  const { asks_first, scope, id_token, access_token, userinfo } = previewed
  return [
    `PREVIEW of what client ${client} would get for user ${user}, scope ${scope || '(none)'}: not signed, and no token.`,
    ...(asks_first === undefined ? [] : [ASKS[asks_first]]),
    jwtText('ID token', id_token),
    jwtText('Access token', access_token),
    `Userinfo\n${userinfo === undefined ? NONE : json(userinfo)}`,
  ].join('\n\n')
}

const ASKS = {
  consent: 'The person would be asked to allow it first.',
  'verify-email': 'The person would have to confirm the address first.',
} as const

const NONE = '  none, or nothing in it'

const jwtText = (name: string, jwt: PreviewedJwt | undefined): string =>
  jwt === undefined ? `${name}\n${NONE}` : `${name}\nheader ${json(jwt.header)}\nclaims ${json(jwt.claims)}`

const json = (value: unknown): string => JSON.stringify(value, null, 2)
