import { bordersOf } from './find-lines.ts'

/** Beyond this many comparisons at worst, a search that is slower on the usual text and never quadratic pays. */
const worstCase = 1_000_000_000

/** Where a text stands in another one, at most `limit` places; `apart` leaves out those that overlap one before. */
export function findText(text: string, wanted: string, limit: number, { apart = false } = {}): number[] {
  const step = apart ? wanted.length : 1
  if (text.length * wanted.length > worstCase && wanted.length > 32) return findLinearly(text, wanted, limit, step)
  const places: number[] = []
  for (let at = text.indexOf(wanted); at >= 0 && places.length < limit; at = text.indexOf(wanted, at + step))
    places.push(at)
  return places
}

function findLinearly(text: string, wanted: string, limit: number, step: number): number[] {
  const codes = Uint16Array.from({ length: wanted.length }, (_, at) => wanted.charCodeAt(at))
  const borders = bordersOf(codes)
  const places: number[] = []
  let held = 0
  for (let at = 0; at < text.length && places.length < limit; at++) {
    const code = text.charCodeAt(at)
    while (held > 0 && code !== codes[held]) held = borders[held - 1] ?? 0
    if (code === codes[held]) held++
    if (held < codes.length) continue
    places.push(at - held + 1)
    held = step > 1 ? 0 : (borders[held - 1] ?? 0)
  }
  return places
}
