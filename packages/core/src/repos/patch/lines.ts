/** A text as lines with their ends (`\n`, `\r\n`), cut when they are asked for: millions of them cost four bytes each. */
export class Lines {
  readonly text: string
  readonly count: number
  readonly #starts: Uint32Array
  readonly #loneReturns: boolean

  /** With `loneReturns` a carriage return ends a line even where no line feed follows. */
  constructor(text: string, { loneReturns = false } = {}) {
    this.text = text
    this.#loneReturns = loneReturns
    let count = 0
    for (let at = 0; at < text.length; at = endOfLine(text, at, loneReturns)) count++
    this.count = count
    this.#starts = new Uint32Array(count + 1)
    for (let at = 0, line = 0; at < text.length; at = endOfLine(text, at, loneReturns)) this.#starts[line++] = at
    this.#starts[count] = text.length
  }

  /** Where a line begins in the text; the line after the last one begins at its end. */
  start(line: number): number {
    return this.#starts[line] ?? this.text.length
  }

  /** The line with its end. */
  whole(line: number): string {
    return this.text.slice(this.start(line), this.start(line + 1))
  }

  /** The line without its end. */
  body(line: number): string {
    const whole = this.whole(line)
    return whole.slice(0, whole.length - this.end(line).length)
  }

  end(line: number): '\n' | '\r\n' | '\r' | '' {
    const from = this.start(line)
    const to = this.start(line + 1)
    if (to === from) return ''
    const last = this.text[to - 1]
    if (last === '\r') return this.#loneReturns ? '\r' : ''
    if (last !== '\n') return ''
    return to - from > 1 && this.text[to - 2] === '\r' ? '\r\n' : '\n'
  }

  slice(from: number, to: number): string {
    return this.text.slice(this.start(from), this.start(to))
  }

  /** The line that holds this place of the text. */
  lineAt(place: number): number {
    let low = 0
    let high = Math.max(this.count - 1, 0)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.start(middle) <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  /** How a line that is put here should end: as the line before it, or else as the one after it. */
  endNear(line: number): string {
    return (
      (line > 0 && this.end(line - 1)) ||
      (line < this.count && this.end(line)) ||
      (this.count > 1 && this.end(0)) ||
      '\n'
    )
  }
}

function endOfLine(text: string, from: number, loneReturns: boolean): number {
  if (!loneReturns) {
    const feed = text.indexOf('\n', from)
    return feed < 0 ? text.length : feed + 1
  }
  let at = from
  while (at < text.length && text[at] !== '\n' && (text[at] !== '\r' || text[at + 1] === '\n')) at++
  return Math.min(at + 1, text.length)
}
