export interface Ends {
  add(text: string): void
  headBytes(): number
  /** Whole characters of the head from this byte on, and the byte behind them. */
  headFrom(start: number, maxBytes: number): { text: string; end: number }
  /** `head` and `tail` never overlap: unless `truncated`, one behind the other they are everything. */
  ends(): { head: string; tail: string; truncated: boolean }
}

/** Keeps the first and the last `limit` bytes of a text in two buffers of that size, however long the text becomes. */
export function keepEnds(limit: number): Ends {
  const head = Buffer.allocUnsafe(limit)
  const tail = ring(limit)
  let used = 0
  let full = false
  return {
    add(text) {
      const bytes = Buffer.from(text)
      const fits = full ? 0 : wholeCharacters(bytes, limit - used)
      bytes.copy(head, used, 0, fits)
      used += fits
      full ||= fits < bytes.length
      if (full) tail.add(bytes.subarray(fits))
    },
    headBytes: () => used,
    headFrom(start, maxBytes) {
      const end = wholeCharacters(head.subarray(0, used), start + maxBytes)
      return { text: head.toString('utf8', start, end), end }
    },
    ends: () => ({ head: head.toString('utf8', 0, used), ...tail.read() }),
  }
}

/** The last `size` bytes, written in a circle: a list of chunks would cost a hundred times their size for single bytes. */
function ring(size: number) {
  const bytes = Buffer.allocUnsafe(size)
  let written = 0
  return {
    add(chunk: Buffer) {
      const kept = chunk.subarray(-size)
      const at = (written + chunk.length - kept.length) % size
      const fits = Math.min(kept.length, size - at)
      kept.copy(bytes, at, 0, fits)
      kept.copy(bytes, 0, fits)
      written += chunk.length
    },
    read(): { tail: string; truncated: boolean } {
      if (written <= size) return { tail: bytes.toString('utf8', 0, written), truncated: false }
      const at = written % size
      const inOrder = Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)])
      let start = 0
      while (start < size && isContinuation(inOrder[start])) start++
      return { tail: inOrder.toString('utf8', start), truncated: true }
    },
  }
}

const isContinuation = (byte = 0) => (byte & 0xc0) === 0x80

/** How many of the first `max` bytes can be taken without cutting a character of UTF-8. */
function wholeCharacters(bytes: Buffer, max: number): number {
  if (max >= bytes.length) return bytes.length
  let end = max
  while (end > 0 && isContinuation(bytes[end])) end--
  return end
}
