import { HydraFlowError, isCleanText } from '../contract/index.ts'

/** What places a row in the order of its list. */
type Key = readonly (string | number)[]

/** One page of a list. */
export interface ListPage<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

/** Packs the key of the last row of a page, so that the next page starts right behind it whatever was added since. */
export const cursorFrom = (key: Key): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** Unpacks a cursor whose key has these types; throws `CURSOR_INVALID` for any other text. */
export function keyFrom<const Types extends readonly ('string' | 'number' | 'fraction')[]>(
  cursor: string,
  ...types: Types
): { [I in keyof Types]: Types[I] extends 'string' ? string : number } {
  const key = parsed(Buffer.from(cursor, 'base64url').toString())
  const fits = Array.isArray(key) && key.length === types.length && key.every((part, at) => fitsType(part, types[at]))
  if (!fits) throw new HydraFlowError('CURSOR_INVALID')
  return key as never
}

/** A whole number must be one that a column can hold. */
function fitsType(part: unknown, type: 'string' | 'number' | 'fraction' | undefined): boolean {
  if (type === 'string') return typeof part === 'string' && isCleanText(part)
  return type === 'number' ? Number.isSafeInteger(part) : Number.isFinite(part)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One page from up to `limit + 1` rows: the row too many says that there is more. */
export function pageFrom<Row, T>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Key,
  itemOf: (row: Row) => T,
): ListPage<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last !== undefined ? cursorFrom(keyOf(last)) : null,
  }
}
