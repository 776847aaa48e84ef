/**
 * Where a person signed in, in so far as it is kept.
 */
import t from 'tap'
import { whereabouts } from '../../../src/domain/authentication/whereabouts.ts'

t.test(
  'RFC 9110 §10.1.5: the names of browser and system are kept, and nothing else of what it says',
  async (t) => {
    const user_agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'
    const requester = { address: '203.0.113.7', user_agent }
    t.same(whereabouts({ requester }), { browser: 'Firefox', system: 'Linux', address: '203.0.113.7' })
    t.same(whereabouts({ requester: { address: '203.0.113.7', user_agent: undefined } }), {
      browser: null,
      system: null,
      address: '203.0.113.7',
    })
    t.same(whereabouts({ requester: undefined }), { browser: null, system: null, address: null })
  },
)
