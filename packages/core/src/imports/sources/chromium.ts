import { type SourceFormat, hasColumns, largestInteger, positive } from './source.ts'

/** From 1601, where Chromium's time starts, to 1970. */
const epochMicros = 11_644_473_600_000_000n
const latest = epochMicros + BigInt(largestInteger)

const other = 15

/** The low byte is the type, and types 0 to 10 are the first of our `transitions`. */
const type = '(v.transition & 0xff)'

/**
 * Chromium shows the ends of redirect chains that are no subframe (3, 4) and no keyword's generated URL (10). What has
 * neither the start nor the end of a chain is the middle of one when it was redirected to; else its source kept no chains.
 */
const hidden = `case
  when ${type} in (3, 4, 10) then 1
  when v.transition & 0x20000000 then 0
  when v.transition & 0xd0000000 then 1
  else 0 end`

/** `History` of Chrome, Chromium, Edge, Brave, Vivaldi, Opera and their kin. */
export const chromium: SourceFormat = {
  format: 'chromium',
  visits: 'visits',
  urls: 'urls',
  visitUrl: 'url',
  lookedUp: ['url'],
  fits: (columns) =>
    hasColumns(columns, 'urls', 'id', 'url') && hasColumns(columns, 'visits', 'id', 'url', 'visit_time'),
  fields(columns) {
    const has = (column: string) => hasColumns(columns, 'visits', column)
    return {
      visitedAt: `case when typeof(v.visit_time) = 'integer' and v.visit_time > ${epochMicros} and v.visit_time <= ${latest}
        then v.visit_time - ${epochMicros} end`,
      referrer: has('from_visit') ? positive('v.from_visit') : 'null',
      transition: has('transition')
        ? `case when typeof(v.transition) <> 'integer' then null when ${type} <= 10 then ${type} else ${other} end`
        : 'null',
      durationMs: has('visit_duration') ? `(${positive('v.visit_duration')}) / 1000` : 'null',
      hidden: has('transition') ? hidden : '0',
      device: has('originator_cache_guid') ? 'v.originator_cache_guid' : 'null',
    }
  },
}
