import { useEffect, useMemo, useState } from 'react'
import { languageOf, type Language } from './languages.ts'
import type { DiffLine, Hunk } from './parse-diff.ts'

export type TokenKind = 'comment' | 'keyword' | 'string' | 'number' | 'name' | 'type'

export interface Token {
  readonly text: string
  readonly kind: TokenKind | null
}

type TokenLines = (text: string, language: Language) => Token[][]

/** Grammars are patterns, and patterns may be slow on texts that nobody wrote by hand. */
const longestText = 120_000
const longestLine = 1_000

/** The words of the lines of a hunk with their colours, once the grammar of the file is there. */
export function useTokens(path: string, hunk: Hunk): ReadonlyMap<DiffLine, readonly Token[]> {
  const language = languageOf(path)
  const [tokenLines, setTokenLines] = useState<TokenLines | null>(null)
  useEffect(() => {
    if (language === undefined) return undefined
    let wanted = true
    void import('./highlight.ts')
      .then(async (highlight) => {
        await highlight.learn(language)
        if (wanted) setTokenLines(() => highlight.tokenLines)
      })
      // Without colours a change reads as well.
      .catch(() => null)
    return () => {
      wanted = false
    }
  }, [language])
  return useMemo(
    () => (language === undefined || tokenLines === null ? new Map() : tokensOf(hunk, language, tokenLines)),
    [hunk, language, tokenLines],
  )
}

/** Each side is read as a text of its own: what was removed does not close a quote of what was added. */
function tokensOf({ lines }: Hunk, language: Language, tokenLines: TokenLines): Map<DiffLine, readonly Token[]> {
  const tokens = new Map<DiffLine, readonly Token[]>()
  for (const gone of ['removed', 'added'] as const) {
    const side = lines.filter(({ kind }) => kind !== gone)
    const text = side.map((line) => line.text).join('\n')
    if (text.length > longestText || side.some((line) => line.text.length > longestLine)) continue
    const found = tokenLines(text, language)
    for (const [at, line] of side.entries()) tokens.set(line, found[at] ?? [])
  }
  return tokens
}
