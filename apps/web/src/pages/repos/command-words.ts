/**
 * Splits a line into a program and its arguments where a shell would, and does nothing else that a shell does: no
 * variables, no globs, no pipes. Null when a quote is not closed.
 */
export function commandWords(line: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? ''
    const next = line[at + 1]
    if (character === '\\' && quote !== "'" && next !== undefined && isEscaped(next, quote)) {
      word = (word ?? '') + next
      at += 1
    } else if (quote !== null) {
      if (character === quote) quote = null
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (quote !== null) return null
  if (word !== null) words.push(word)
  return words
}

/** Any other backslash stays as it is: paths of Windows hold them. */
const isEscaped = (character: string, quote: string | null): boolean =>
  quote === null ? /[\s"'\\]/.test(character) : character === '"' || character === '\\'

/** The line that `commandWords` splits into these words again. */
export const commandLine = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`)).join(' ')
