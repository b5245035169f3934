/** A stretch of `after` and the stretch of `before` that stands in its place, in bytes; the rest is the same in both. */
export interface Stretch {
  readonly beforeStart: number
  readonly beforeEnd: number
  readonly afterStart: number
  readonly afterEnd: number
}

/**
 * What turns `after` back into `before`, as bytes: for each stretch in which they differ, how many bytes are kept before
 * it, how many are left out, how many come instead, and those. It is about as large as what the two do not share. The
 * stretches must be all that differs; without them it is the whole.
 */
export function spliceFrom(before: Buffer, after: Buffer, stretches: readonly Stretch[] | null): Buffer {
  const whole = { beforeStart: 0, beforeEnd: before.length, afterStart: 0, afterEnd: after.length }
  return encoded(
    before,
    (stretches ?? [whole]).map((stretch) => narrowed(before, after, stretch)),
  )
}

/** True if the two are the same before, between and behind the stretches. */
export function areAllThatDiffers(before: Buffer, after: Buffer, stretches: readonly Stretch[]): boolean {
  const end = { beforeStart: before.length, beforeEnd: 0, afterStart: after.length, afterEnd: 0 }
  let [old, young] = [0, 0]
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of [...stretches, end]) {
    if (after.compare(before, old, beforeStart, young, afterStart) !== 0) return false
    old = beforeEnd
    young = afterEnd
  }
  return true
}

/** The bytes before; undefined when the splice was not made for these bytes. */
export function applySplice(after: Buffer, splice: Buffer): Buffer | undefined {
  const numbers = new NumberReader(splice)
  const parts: Buffer[] = []
  let at = 0
  while (!numbers.atEnd) {
    const kept = numbers.next()
    const removed = numbers.next()
    const added = numbers.bytes(numbers.next())
    if (added === undefined || at + kept + removed > after.length) return undefined
    parts.push(after.subarray(at, at + kept), added)
    at += kept + removed
  }
  parts.push(after.subarray(at))
  return Buffer.concat(parts)
}

/** Without the bytes that both stretches begin or end with. */
function narrowed(before: Buffer, after: Buffer, { beforeStart, beforeEnd, afterStart, afterEnd }: Stretch): Stretch {
  const shorter = Math.min(beforeEnd - beforeStart, afterEnd - afterStart)
  let prefix = 0
  while (prefix < shorter && before[beforeStart + prefix] === after[afterStart + prefix]) prefix++
  let suffix = 0
  while (suffix < shorter - prefix && before[beforeEnd - 1 - suffix] === after[afterEnd - 1 - suffix]) suffix++
  return {
    beforeStart: beforeStart + prefix,
    beforeEnd: beforeEnd - suffix,
    afterStart: afterStart + prefix,
    afterEnd: afterEnd - suffix,
  }
}

const maxDigits = 6

function encoded(before: Buffer, stretches: readonly Stretch[]): Buffer {
  const added = stretches.reduce((sum, { beforeStart, beforeEnd }) => sum + beforeEnd - beforeStart, 0)
  const splice = Buffer.allocUnsafe(added + stretches.length * 3 * maxDigits)
  let [length, at] = [0, 0]
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of stretches) {
    if (beforeStart === beforeEnd && afterStart === afterEnd) continue
    length = writeNumber(splice, length, afterStart - at)
    length = writeNumber(splice, length, afterEnd - afterStart)
    length = writeNumber(splice, length, beforeEnd - beforeStart)
    length += before.copy(splice, length, beforeStart, beforeEnd)
    at = afterEnd
  }
  return splice.subarray(0, length)
}

/** Writes a number in base 128, the lowest digit first; all but the last have the high bit. Gives the place behind it. */
function writeNumber(bytes: Buffer, at: number, number: number): number {
  let [place, rest] = [at, number]
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[place++] = (rest % 128) | 128
  bytes[place++] = rest
  return place
}

class NumberReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  next(): number {
    let number = 0
    for (let factor = 1; factor < 2 ** 42; factor *= 128) {
      const digit = this.#bytes[this.#at++] ?? 0
      number += (digit & 127) * factor
      if (digit < 128) break
    }
    return number
  }

  bytes(length: number): Buffer | undefined {
    const part = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return part.length === length ? part : undefined
  }
}
