/**
 * Recipes, cut out of the applications that they stand in.
 */
import t from 'tap'
import { parseRecipe, readRecipe } from '../../src/dev/recipe.ts'

const APPLICATION = `/**
 * A library, in the browser.
 *
 * Client: public
 * Redirect URI: /callback
 */

// recipe
import { library } from 'library'
// end
import other from 'other'

// recipe
library('issuer')
// end
other()
`

t.test('Cookbook: a recipe is what connects an application, and no more', async (t) => {
  t.same(parseRecipe('library.js', APPLICATION), {
    file: 'library.js',
    title: 'A library, in the browser',
    client_type: 'public',
    path: '/callback',
    parts: ["import { library } from 'library'", "library('issuer')"],
  })
  t.match(readRecipe('openid-client.js'), { title: /openid-client/, client_type: 'confidential' })
})

t.test('Cookbook: an application without a title, a client or lines is none', async (t) => {
  for (const [what, instead] of [
    [' * A library, in the browser.\n', ''],
    ['Client: public', 'Client: secret'],
    ['Redirect URI: /callback', ''],
    [/\/\/ end/g, ''],
  ] as const) {
    const source = APPLICATION.replace(what, instead)
    t.throws(() => parseRecipe('library.js', source), { message: /^library\.js needs a title/ })
  }
})
