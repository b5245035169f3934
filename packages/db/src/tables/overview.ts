import type { Json } from './column.ts'

/** How many things of a kind have a time on this day, in days since 1970 UTC; kept by the transactions that add or delete them. */
export interface DailyCountTable {
  day: number
  kind: string
  count: number
}

/** Something that costs too much to find out on every request, as maintenance last found it. */
export interface MeasurementTable {
  name: string
  value: Json
  measuredAt: number
}
