/**
 * The arithmetic of the bench and how its figures are shown: medians, ratios, and whether each meets its goal.
 */
export type Goal = Readonly<{ least: number } | { most: number }>

/** One thing that was measured on both sides, or once against a limit. */
export type Figure = Readonly<{
  what: string
  unit: string
  ours: number
  /** What ours is compared with; undefined: `ours` itself is held to the goal. */
  theirs: number | undefined
  /** undefined: told, and nothing more. */
  goal: Goal | undefined
}>

export type Verdict = 'ok' | 'below' | 'above' | ''

export type Judged = Figure & Readonly<{ ratio: number | undefined; verdict: Verdict }>

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing')
  return (low + high) / 2
}

/** The value below which `share` of all lie. @param values at least one */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (found === undefined) throw new Error('there is no quantile of nothing')
  return found
}

export function judge(figure: Figure): Judged {
  const ratio = figure.theirs === undefined ? undefined : figure.ours / figure.theirs
  return { ...figure, ratio, verdict: verdictOf(ratio ?? figure.ours, figure.goal) }
}

function verdictOf(value: number, goal: Goal | undefined): Verdict {
  if (goal === undefined) return ''
  if ('least' in goal) return value >= goal.least ? 'ok' : 'below'
  return value <= goal.most ? 'ok' : 'above'
}

export const meetsGoals = (figures: readonly Judged[]): boolean =>
  figures.every(({ verdict }) => verdict === 'ok' || verdict === '')

/** @param theirs the heading above what ours is compared with */
export function table(figures: readonly Judged[], theirs: string): string {
  const heading = ['', 'unit', 'Vignette', theirs, 'times', 'goal', '']
  const rows = figures.map((figure) => [
    figure.what,
    figure.unit,
    number(figure.ours),
    number(figure.theirs),
    figure.ratio?.toFixed(2) ?? '',
    goalText(figure.goal),
    figure.verdict,
  ])
  const widths = heading.map((_, i) => Math.max(...[heading, ...rows].map((cells) => cells[i]?.length ?? 0)))
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [heading, ...rows].map((cells) => line(cells).trimEnd()).join('\n')
}

function number(value: number | undefined): string {
  if (value === undefined) return ''
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}

function goalText(goal: Goal | undefined): string {
  if (goal === undefined) return ''
  return 'least' in goal ? `>= ${goal.least}` : `<= ${goal.most}`
}
