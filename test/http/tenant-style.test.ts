import t from 'tap'
import { tenantStylesheet } from '../../src/http/tenant-style.ts'

t.test("CSS Custom Properties §2: a tenant's stylesheet sets its accent and nothing else", async (t) => {
  t.equal(tenantStylesheet('#0f5C4c'), ':root{--accent:#0f5C4c}\n')
  for (const accent of ['red', '#fff', '#0f5c4c}body{display:none', '#0f5c4cff', '']) {
    t.throws(() => tenantStylesheet(accent), { message: 'an accent colour has the form #rrggbb' })
  }
})
