import type { IsoTime } from '../contract/index.ts'

/** Microseconds since 1970 UTC: how every table keeps a time. A safe integer until the year 2255. */
export type Micros = number

export const microsPerDay = 86_400_000_000

/** Reads an ISO 8601 time with any offset; digits beyond microseconds are dropped. */
export function microsFromIso(iso: IsoTime): Micros {
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? ''
  const wholeSeconds = Date.parse(fraction ? iso.replace(`.${fraction}`, '') : iso)
  return wholeSeconds * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
}

/** Writes a time in UTC with milliseconds, or with microseconds where it has them. */
export function isoFromMicros(micros: Micros): IsoTime {
  const millis = Math.floor(micros / 1_000)
  const rest = micros - millis * 1_000
  const iso = new Date(millis).toISOString()
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}

export const isoOrNull = (micros: Micros | null): IsoTime | null => (micros === null ? null : isoFromMicros(micros))

/** Null and undefined stay as they are: a field left out is not a field cleared. */
export const microsOr = <Empty extends null | undefined>(iso: IsoTime | Empty): Micros | Empty =>
  iso === null || iso === undefined ? iso : microsFromIso(iso)

/** The day of a time in UTC, in days since 1970. */
export const dayFromMicros = (micros: Micros): number => Math.floor(micros / microsPerDay)
