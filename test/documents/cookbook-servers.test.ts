/**
 * The applications of the cookbook that run on servers: a person signs in with a real browser, and each knows her by name.
 */
import t from 'tap'
import { readRecipes } from '../../scripts/cookbook.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { cook, kitchen } from '../helpers/cookbook.ts'

t.test('Cookbook: applications on servers sign a person in', { skip: withoutChromium }, async (t) => {
  const place = await kitchen(t)
  for (const recipe of readRecipes().filter(({ client_type }) => client_type === 'confidential')) {
    await t.test(`Cookbook: ${recipe.title}`, (t) => cook(t, place, recipe))
  }
})
