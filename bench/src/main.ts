import { optionsFrom } from './options.ts'
import { parts } from './parts/index.ts'
import { type Row, isMet, tableOf } from './row.ts'

const { names, strict, size, small } = optionsFrom(process.argv.slice(2))
const rows: Row[] = []
const failed: string[] = []
for (const name of names) {
  process.stderr.write(`${name} …\n`)
  try {
    rows.push(...(await parts[name]({ size, small })))
  } catch (error) {
    failed.push(name)
    process.stderr.write(`${name} could not be measured: ${String((error as Error).stack ?? error)}\n`)
  }
}
process.stdout.write(`${tableOf(rows)}\n`)
if (strict && (failed.length > 0 || rows.some((row) => isMet(row) === false))) process.exitCode = 1
