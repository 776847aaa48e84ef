/**
 * Right requests of clients that register themselves.
 */
import { ISSUER } from './mutation-stage.ts'
import { headers, json } from './plain-request.ts'
import type { Whole } from './whole-request.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

const CLIENT = {
  client_name: 'Mutant',
  redirect_uris: ['https://app.example/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  contacts: ['a@app.example'],
  client_uri: 'https://app.example/',
  subject_type: 'public',
  jwks: {
    keys: [
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
        y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
      },
    ],
  },
  default_max_age: 60,
  'client_name#de': 'Mutant',
}

const { jwks: _jwks, ...KEYLESS } = CLIENT
const registering = {
  method: 'POST',
  path: `${ISSUER}/register`,
  places: [...json(KEYLESS), ...headers(JSON_TYPE)],
}

const managing = (method: string, status: number, members: object): Whole => ({
  what: `registration, ${method}`,
  status,
  needs: ['authorization'],
  make: async (stage) => {
    const { client_id = '', registration_access_token } = await stage.asked(
      registering,
      'registration_access_token',
      'client_secret',
    )
    const authorization = `Bearer ${registration_access_token}`
    const sent = Object.keys(members).length === 0 ? [] : json({ client_id, ...members })
    const type = sent.length === 0 ? {} : JSON_TYPE
    return {
      method,
      path: `${ISSUER}/register/${client_id}`,
      places: [...sent, ...headers({ authorization, ...type })],
    }
  },
})

export const REGISTRATION: readonly Whole[] = [
  { what: 'registration', status: 201, needs: [], make: async () => registering },
  {
    what: 'registration, with keys',
    status: 201,
    needs: [],
    make: async () => ({ ...registering, places: [...json(CLIENT), ...headers(JSON_TYPE)] }),
  },
  managing('GET', 200, {}),
  managing('PUT', 200, KEYLESS),
  managing('DELETE', 204, {}),
]
