import { z } from 'zod'

const controlCharacters = /\p{Cc}/u

/** True when the text can be stored and sent anywhere: no NUL, no unpaired surrogate. */
export const isCleanText = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

/** A text of at most `max` UTF-16 units. NUL bytes and unpaired surrogates are refused, everything else is kept as it came. */
export const text = (max: number, min = 0) =>
  z.string().min(min).max(max).refine(isCleanText, 'must hold no NUL byte and no unpaired surrogate')

/** An id: UUIDv7 when HydraFlow makes it, any printable text up to 200 characters when the caller brings it. */
export const Id = text(200, 1)
  .refine((id) => !controlCharacters.test(id), 'must hold no control characters')
  .meta({ description: 'An opaque id' })

/** Microseconds since 1970 are whole numbers up to 2^53. A text that is no time is refused for that alone. */
function isCountable(iso: string): boolean {
  const time = Date.parse(iso)
  return Number.isNaN(time) || Math.abs(time) < Number.MAX_SAFE_INTEGER / 1_000 - 1
}

/** An ISO 8601 time with any offset; HydraFlow answers in UTC with milliseconds, or microseconds where the source has them. */
export const IsoTime = z.iso
  .datetime({ offset: true })
  .refine(isCountable, 'must lie between the years 1685 and 2255')
  .meta({ description: 'ISO 8601 time' })
export type IsoTime = z.infer<typeof IsoTime>

/** A count of something: a whole number, never negative. */
export const Count = z.int().min(0)

/** An http or https URL of at most 8,192 characters. */
export const WebUrl = text(8_192, 1).meta({ description: 'An http or https URL' })

const metadataBytes = 64 * 1024
const jsonDepth = 32

function isStorableJson(value: unknown, depth = 0): boolean {
  if (depth > jsonDepth) return false
  if (typeof value === 'string') return isCleanText(value)
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every((item) => isStorableJson(item, depth + 1))
  if (typeof value !== 'object') return false
  return Object.entries(value).every(([key, item]) => isCleanText(key) && isStorableJson(item, depth + 1))
}

const isSmallJson = (value: unknown): boolean =>
  value === null || (isStorableJson(value) && new TextEncoder().encode(JSON.stringify(value)).length <= metadataBytes)

const jsonRule = 'must be JSON of at most 64 KiB, 32 levels deep, without NUL bytes'

/** An open JSON object of at most 64 KiB. */
export const Metadata = z.record(z.string(), z.unknown()).refine(isSmallJson, jsonRule)
export type Metadata = z.infer<typeof Metadata>

/** Any JSON value of at most 64 KiB. */
export const JsonValue = z.unknown().refine((value) => value === undefined || isSmallJson(value), jsonRule)

/** `limit` and `cursor`: what every list takes. The cursor is the `nextCursor` of the page before. */
export const listInput = {
  limit: z.int().min(1).max(200).default(50),
  cursor: text(2_000, 1).nullish(),
}

/** One page of a list; `nextCursor` is null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** One value or several of them. */
export const oneOrMany = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1).max(50)])

export const ById = z.strictObject({ id: Id })
export type ById = z.infer<typeof ById>

/** What a delete removed, by kind. */
export const Removed = z.record(z.string(), Count)
export const Deleted = z.object({ deleted: z.string(), removed: Removed })
export type Deleted = z.infer<typeof Deleted>

/** A stretch of a text that matched, in UTF-16 units: `text.slice(start, end)`. */
export const Range = z.object({ start: Count, end: Count })
export type Range = z.infer<typeof Range>
