import t from 'tap'
import type { Client } from '../../../src/domain/clients/client.ts'
import { clientText } from '../../../src/domain/clients/client-words.ts'

const metadata = {
  client_name: 'Harbour Notes',
  'client_name#DE-ch': 'Hafenzettel',
  'client_name#de': 'Hafennotizen',
  'client_name#fr-CA': 'Notes du port',
  'tos_uri#de': 'https://app.example/agb',
} as unknown as Client['metadata']

t.test(
  'OpenID Connect Registration 1.0 §2.1: what was said in the language of the page is shown there',
  async (t) => {
    t.equal(clientText({ metadata }, 'client_name', 'de'), 'Hafennotizen')
    t.equal(clientText({ metadata }, 'client_name', 'fr'), 'Notes du port', 'that of a region too')
    t.equal(clientText({ metadata }, 'client_name', 'es'), 'Harbour Notes')
    t.equal(clientText({ metadata }, 'tos_uri', 'de'), 'https://app.example/agb')
    t.equal(clientText({ metadata }, 'tos_uri', 'en'), undefined)
  },
)
