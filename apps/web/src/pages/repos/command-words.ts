/** Splits a command as a person writes it into its words; quotes keep spaces together. No shell ever reads it. */
export function wordsOf(line: string): string[] {
  const words: string[] = []
  for (const [, double, single, bare] of line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+)/g))
    words.push((double ?? bare)?.replaceAll(/\\(.)/g, '$1') ?? single ?? '')
  return words
}

/** The other way round. */
export const lineOf = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`)).join(' ')
