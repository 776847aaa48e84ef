/**
 * What a tenant adds to the common stylesheet: its accent colour, from which that derives every other.
 */

/** The accent is the only value of a tenant that reaches a stylesheet, so it is checked again here. */
export function tenantStylesheet(accent: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(accent)) throw new Error('an accent colour has the form #rrggbb')
  return `:root{--accent:${accent}}\n`
}
