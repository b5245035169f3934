import { type SourceFormat, hasColumns, positive } from './source.ts'

/** visit_type 1 to 9, as indexes of our `transitions`. */
const transition = `case v.visit_type
  when 1 then 0 when 2 then 1 when 3 then 2 when 4 then 11 when 5 then 12 when 6 then 13 when 7 then 14
  when 8 then 3 when 9 then 8 else case when v.visit_type is not null then 15 end end`

/** A visit that another redirected away from: what a person saw is the other end. */
const redirectedAway = `exists (select 1 from moz_historyvisits r where r.from_visit = v.id and r.visit_type in (5, 6))`

/** `places.sqlite` of Firefox on a desktop. The one of phones (`is_local`) counts time otherwise and is none of these. */
export const firefox: SourceFormat = {
  format: 'firefox',
  visits: 'moz_historyvisits',
  urls: 'moz_places',
  visitUrl: 'place_id',
  lookedUp: ['place_id', 'from_visit'],
  fits: (columns) =>
    hasColumns(columns, 'moz_places', 'id', 'url') &&
    hasColumns(columns, 'moz_historyvisits', 'id', 'place_id', 'visit_date') &&
    !hasColumns(columns, 'moz_historyvisits', 'is_local'),
  fields(columns) {
    const has = (column: string) => hasColumns(columns, 'moz_historyvisits', column)
    const hidden = [
      has('visit_type') && 'v.visit_type in (4, 8)',
      hasColumns(columns, 'moz_places', 'hidden') && 'u.hidden = 1',
      has('visit_type') && has('from_visit') && redirectedAway,
    ].filter((rule) => rule !== false)
    return {
      visitedAt: positive('v.visit_date'),
      referrer: has('from_visit') ? positive('v.from_visit') : 'null',
      transition: has('visit_type') ? transition : 'null',
      durationMs: 'null',
      hidden: hidden.length > 0 ? `case when ${hidden.join(' or ')} then 1 else 0 end` : '0',
      device: 'null',
    }
  },
}
