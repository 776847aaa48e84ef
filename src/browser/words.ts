/** Words for people come from the page's template; the script has none of its own. */
const words = document.querySelector<HTMLTemplateElement>('#words')?.content
const { lang, dir } = document.documentElement
const plurals = new Intl.PluralRules(lang)
const numbers = new Intl.NumberFormat(lang)

/** `{name}` is filled in; a `count` chooses among the forms of a plural. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const forms = [`${key}.${plurals.select(Number(values['count']))}`, `${key}.other`, key]
  const found = forms.map((form) => words?.querySelector(`[data-w="${form}"]`)).find(Boolean)
  return found?.textContent.trim().replace(/\{(\w+)\}/g, (_, name) => shown(values[name])) ?? ''
}

/** A number as the language writes it; a name set apart where words run from right to left. */
function shown(value: string | number = ''): string {
  if (typeof value === 'number') return numbers.format(value)
  return dir === 'rtl' ? `\u2068${value}\u2069` : value
}

/** For what the page has in every case. */
export const element = <Found extends Element = HTMLElement>(selector: string) =>
  document.querySelector(selector) as Found

/** Shows the error of a field in the place of its hint; without a key, takes it away. */
export function showError(field: HTMLInputElement, key?: string): void {
  element(`#${field.id}-hint .error`).textContent = key ? word(key) : ''
  field.ariaInvalid = key ? 'true' : null
}
