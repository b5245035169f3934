/** What a row must reach; none means that it is only told. */
export type Target =
  | { readonly ratio: number }
  | { readonly ratioAtMost: number }
  | { readonly atLeast: number }
  | { readonly below: number }
  | { readonly equals: number }

/** One measured thing beside its limit or peer. */
export interface Row {
  readonly name: string
  readonly unit: '/s' | 'ms' | 'MB' | ''
  readonly ours: number
  readonly peer?: number
  readonly target?: Target
}

export const ratioOf = ({ ours, peer }: Row): number | undefined => (peer === undefined ? undefined : ours / peer)

/** Undefined where there is no target. */
export function isMet(row: Row): boolean | undefined {
  const { target, ours } = row
  if (!target) return undefined
  if ('ratio' in target) return (ratioOf(row) ?? Number.NaN) >= target.ratio
  if ('ratioAtMost' in target) return (ratioOf(row) ?? Number.NaN) <= target.ratioAtMost
  if ('atLeast' in target) return ours >= target.atLeast
  if ('below' in target) return ours < target.below
  return ours === target.equals
}

function targetText({ target, unit }: Row): string {
  if (!target) return ''
  if ('ratio' in target) return `ratio >= ${target.ratio}`
  if ('ratioAtMost' in target) return `ratio <= ${target.ratioAtMost}`
  if ('atLeast' in target) return `>= ${amount(target.atLeast, unit)}`
  return 'below' in target ? `< ${amount(target.below, unit)}` : `= ${target.equals}`
}

function amount(value: number | undefined, unit: string): string {
  if (value === undefined) return ''
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 1 ? 1 : 2
  const text = value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })
  return unit === '/s' ? `${text}/s` : unit ? `${text} ${unit}` : text
}

const verdicts = new Map([
  [true, 'ok'],
  [false, 'below'],
])

const columns = ['row', 'ours', 'peer/raw', 'ratio', 'target', '']

const cellsOf = (row: Row): string[] => [
  row.name,
  amount(row.ours, row.unit),
  amount(row.peer, row.unit),
  ratioOf(row)?.toFixed(2) ?? '',
  targetText(row),
  verdicts.get(isMet(row) ?? (undefined as never)) ?? '',
]

/** The rows as a table in plain text. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map(cellsOf)]
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)))
  const lineOf = (cells: string[]) =>
    cells
      .map((cell, at) => (at === 0 || at > 3 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd()
  return lines.map(lineOf).join('\n')
}
