/**
 * The cookbook: for each client library the lines that connect it, cut out of the applications in
 * views/dev/cookbook, which the tests run.
 *
 * Writes views/dev/cookbook/README.md; `--check` changes nothing and exits 1 when the page there is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Recipe, readRecipe } from '../src/dev/recipe.ts'
import { runGenerator } from './generator.ts'

const FOLDER = join(import.meta.dirname, '../views/dev/cookbook')
const PAGE = join(FOLDER, 'README.md')

export const readRecipes = (): readonly Recipe[] =>
  readdirSync(FOLDER)
    .filter((file) => /\.jsx?$/.test(file))
    .sort()
    .map(readRecipe)

const OPENING = `# Cookbook

The lines that connect an application to this server, for each of these client libraries. They are cut out of the
applications beside this page, and \`npm test\` signs a person in with each. What they read from the environment:

| Name | Value |
| --- | --- |
| \`VIGNETTE_ISSUER\` | the issuer, such as \`http://localhost:3000/api/oidc/default\`, or \`https://HOST/\` of a tenant with a host of its own |
| \`VIGNETTE_CLIENT_ID\`, \`VIGNETTE_CLIENT_SECRET\` | what \`vignette client create\` printed; a public client has no secret |
| \`APP_URL\` | the application's own address, such as \`http://localhost:3001\` |
| \`SESSION_SECRET\` | what the application signs its cookies with |

A public client runs in the browser, where a bundler puts the values in.
`

/** With the command that makes its client. */
const chapterOf = ({ title, file, client_type, path, parts }: Recipe): string => `## ${title}

\`vignette client create --tenant default --type ${client_type} --redirect-uri http://localhost:3001${path}\`;
the whole application: [${file}](${file})

\`\`\`${file.endsWith('x') ? 'jsx' : 'js'}
${parts.join('\n\n')}
\`\`\`
`

export const pageOf = (recipes: readonly Recipe[]): string => [OPENING, ...recipes.map(chapterOf)].join('\n')

function main(checking: boolean): void {
  const wanted = pageOf(readRecipes())
  if (!checking) writeFileSync(PAGE, wanted)
  else if (readFileSync(PAGE, 'utf8') !== wanted)
    throw new Error(
      'views/dev/cookbook/README.md is stale. Renew it: node scripts/run.mjs scripts/cookbook.ts',
    )
}

if (import.meta.main) runGenerator(main)
