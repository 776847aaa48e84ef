/**
 * The applications of the cookbook that run in browsers: a person signs in with a real browser, and each knows her by name.
 */
import t from 'tap'
import { readRecipes } from '../../scripts/cookbook.ts'
import { withoutChromium } from '../helpers/chromium.ts'
import { cook, kitchen, kitchenOfItsOwn } from '../helpers/cookbook.ts'

const recipes = readRecipes().filter(({ client_type }) => client_type === 'public')
const [ofItsOwn, others] = [
  recipes.filter(({ title }) => title.includes('host of its own')),
  recipes.filter(({ title }) => !title.includes('host of its own')),
]

for (const [title, begin, those] of [
  ['Cookbook: applications in browsers sign a person in', kitchen, others],
  ['Cookbook: likewise at a host of the tenant', kitchenOfItsOwn, ofItsOwn],
] as const) {
  t.test(title, { skip: withoutChromium }, async (t) => {
    const place = await begin(t)
    for (const recipe of those) {
      await t.test(`Cookbook: ${recipe.title}`, (t) => cook(t, place, recipe))
    }
  })
}
