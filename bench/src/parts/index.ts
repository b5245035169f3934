import type { HistorySize } from '../generate-history.ts'
import type { Row } from '../row.ts'
import { appendCore } from './append-core.ts'
import { appendHttp } from './append-http.ts'
import { applyPatch } from './apply-patch.ts'
import { importHistory } from './import-history.ts'
import { jobs } from './jobs.ts'
import { kill } from './kill.ts'
import { killPatchesRows } from './kill-patches.ts'
import { list } from './list.ts'
import { record } from './record.ts'
import { search } from './search.ts'

/** What every part is given. */
export interface PartOptions {
  readonly size: HistorySize
  /** A quicker run, where size is not all there is. */
  readonly small: boolean
}

/** Everything that can be measured, in the order it is. */
export const parts = {
  append: async () => [...(await appendCore()), ...(await appendHttp())],
  list,
  record,
  jobs,
  apply: applyPatch,
  import: importHistory,
  search,
  kill,
  'kill-patches': killPatchesRows,
} as const satisfies Record<string, (options: PartOptions) => Promise<Row[]>>

export type PartName = keyof typeof parts
export const partNames = Object.keys(parts) as PartName[]

/** What runs when no part is named. */
export const usualParts: readonly PartName[] = partNames.filter((name) => !name.startsWith('kill'))
