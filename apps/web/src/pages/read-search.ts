/** What the address bar holds, before anyone has looked at it. */
export type RawSearch = Record<string, unknown>

export const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

export const readFlag = (value: unknown): true | undefined => (value === true || value === 'true' ? true : undefined)

/** Several words of a closed list: `a,b` in the address bar. */
export function readWords<W extends string>(words: readonly W[], value: unknown): W[] | undefined {
  const asked = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : []
  const known = words.filter((word) => asked.includes(word))
  return known.length > 0 ? known : undefined
}

const datePattern = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/

/** A day (`2026-11-22`) or an exact moment in ISO 8601. */
export const readMoment = (value: unknown): string | undefined =>
  typeof value === 'string' && datePattern.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined

/** Drops what is not set, so that the address stays short. */
export const compact = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== '')) as T
