import t from 'tap'
import { claimFaults } from '../../../src/domain/users/user-claims.ts'

t.test('Core §5.1: every standard claim in its form', async (t) => {
  const claims = {
    name: 'Ada Lovelace',
    given_name: 'Ada',
    middle_name: 'King',
    family_name: 'Lovelace',
    nickname: 'Ada',
    profile: 'https://example.com/ada',
    picture: 'http://example.com/ada.jpg',
    website: 'https://ada.example.com',
    gender: 'female',
    birthdate: '1815-12-10',
    zoneinfo: 'Europe/London',
    locale: 'en-GB',
    phone_number: '+44 (20) 7946-0958;ext=5678',
    phone_number_verified: false,
    address: {
      formatted: 'London',
      street_address: 'x',
      locality: 'x',
      region: 'x',
      postal_code: 'x',
      country: 'GB',
    },
  }
  t.same(claimFaults(claims), [])
  t.same(claimFaults({}), [])
})

t.test(
  'Core §5.1: a birthdate may lack the year, or all but the year; a locale may have an underscore',
  async (t) => {
    for (const birthdate of ['0000-12-10', '1815']) t.same(claimFaults({ birthdate }), [], birthdate)
    for (const birthdate of ['10.12.1815', '1815-13-01', '1815-00-10', '1815-12-32', '1815-12']) {
      t.match(claimFaults({ birthdate }), [/^claim birthdate /], birthdate)
    }
    for (const locale of ['de', 'en_US', 'zh-Hant-TW']) t.same(claimFaults({ locale }), [], locale)
  },
)

t.test('Core §5.1: what is not of the form is refused by name', async (t) => {
  const wrong = {
    name: 3,
    profile: 'javascript:alert(1)',
    website: 'example.com',
    zoneinfo: 'Mars/Olympus',
    locale: '??',
    phone_number: '020 7946 0958',
    phone_number_verified: 'yes',
    address: 'London',
  }
  for (const [name, value] of Object.entries(wrong)) {
    t.match(claimFaults({ [name]: value }), [new RegExp(`^claim ${name}`)], name)
  }
  t.match(claimFaults({ zoneinfo: 1, locale: 2 }), [
    /^claim zoneinfo must be string/,
    /^claim locale must be string/,
  ])
  t.match(claimFaults({ address: { planet: 'Earth' } }), [/planet/], '§5.1.1')
})

t.test('Core §2, §5.1: what the server says of a person or a token is not stated', async (t) => {
  for (const name of ['sub', 'iss', 'aud', 'exp', 'auth_time', 'acr', 'amr', 'nonce']) {
    t.match(claimFaults({ [name]: 'x' }), [`claim ${name} is set by the server alone`])
  }
  const elsewhere = ['email', 'email_verified', 'preferred_username', 'updated_at']
  for (const name of elsewhere) t.match(claimFaults({ [name]: 'x' }), [new RegExp(`^claim ${name} is `)])
})

t.test('Core §5.1.2: a claim that is none of the standard ones is refused, with their names', async (t) => {
  t.match(claimFaults({ shoe_size: 38 }), [/^claim shoe_size .* given_name, /])
  t.match(claimFaults({ constructor: 'x' }), [/^claim constructor is no standard claim/])
})

t.test('Core §5.1.2: what the tenant names beside them is plain', async (t) => {
  const attributes = ['building', 'tenant_ids', 'floor']
  t.same(claimFaults({ building: 'Sita', tenant_ids: ['04ae', 17], floor: 3, name: 'Bob' }, attributes), [])
  for (const value of [{ a: 1 }, [['a']], 'a'.repeat(2001), null]) {
    t.match(claimFaults({ building: value }, attributes), [/^claim building must be a text of at most 2000/])
  }
  t.match(claimFaults({ building: 'Sita' }), [/^claim building is no standard claim/])
})
