import { parseArgs } from 'node:util'
import type { HistorySize } from './generate-history.ts'
import { type PartName, partNames, usualParts } from './parts/index.ts'

const sizes = {
  large: { visits: 1_000_000, urls: 200_000 },
  small: { visits: 100_000, urls: 20_000 },
} satisfies Record<string, HistorySize>

interface Options {
  readonly names: readonly PartName[]
  readonly strict: boolean
  readonly size: HistorySize
  readonly small: boolean
}

/** What the words on the command line ask for; ends the process for what nobody understands. */
export function optionsFrom(words: string[]): Options {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { small: { type: 'boolean' }, strict: { type: 'boolean' } },
  })
  const unknown = positionals.find((name) => !partNames.some((known) => known === name))
  if (unknown !== undefined) {
    process.stderr.write(`There is no part "${unknown}". There are ${partNames.join(', ')}.\n`)
    process.exit(2)
  }
  const names = partNames.filter((name) => (positionals.length > 0 ? positionals : usualParts).includes(name))
  const small = values.small ?? false
  return { names, strict: values.strict ?? false, size: sizes[small ? 'small' : 'large'], small }
}
