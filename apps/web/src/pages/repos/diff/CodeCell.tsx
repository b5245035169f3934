import type { ReactNode } from 'react'
import { formatNumber } from '../../../ui/format.ts'
import { Plain } from '../../../ui/Plain.tsx'
import { classes } from '../../../ui/classes.ts'
import type { Mark } from './hunk-rows.ts'
import type { DiffLine } from './parse-diff.ts'
import type { Token, TokenKind } from './tokens.ts'

const colours: Record<TokenKind, string> = {
  comment: 'text-code-comment',
  keyword: 'text-code-keyword',
  string: 'text-code-string',
  number: 'text-code-number',
  name: 'text-code-name',
  type: 'text-code-type',
}
const wordColours = { added: 'bg-added-word', removed: 'bg-removed-word', same: '' }

/** More of one line than anybody reads, and than a browser lays out in time. */
const longestLine = 10_000

interface CodeCellProps {
  line: DiffLine
  tokens: readonly Token[] | undefined
  mark: Mark | undefined
}

/** One line of code. Its text is only ever text, and what it hides is shown. */
export function CodeCell({ line, tokens, mark }: CodeCellProps): ReactNode {
  const { text, kind, noNewline } = line
  const left = text.length - longestLine
  const shown: readonly Token[] =
    left > 0 ? [{ text: text.slice(0, longestLine), kind: null }] : (tokens ?? [{ text, kind: null }])
  return (
    <td className="pr-6 whitespace-pre [unicode-bidi:isolate]" dir="ltr">
      {cut(shown, mark).map(({ text: piece, kind: colour, marked }, index) => (
        <span
          key={index}
          className={classes(colour !== null && colours[colour], marked && classes('rounded-[2px]', wordColours[kind]))}
        >
          <Plain text={piece} />
        </span>
      ))}
      {left > 0 && <span className="text-code-comment select-none"> … {formatNumber(left)} more characters</span>}
      {noNewline && <span className="text-code-comment select-none"> no line feed at the end of the file</span>}
    </td>
  )
}

interface Piece extends Token {
  readonly marked: boolean
}

/** Tokens cut where the mark begins and ends. */
function cut(tokens: readonly Token[], mark: Mark | undefined): Piece[] {
  if (!mark || mark.end <= mark.start) return tokens.map((token) => ({ ...token, marked: false }))
  const pieces: Piece[] = []
  let at = 0
  for (const { text, kind } of tokens) {
    const end = at + text.length
    const edges = [at, ...[mark.start, mark.end].filter((edge) => edge > at && edge < end), end]
    for (const [index, from] of edges.slice(0, -1).entries()) {
      const to = edges[index + 1] ?? end
      pieces.push({ text: text.slice(from - at, to - at), kind, marked: from >= mark.start && to <= mark.end })
    }
    at = end
  }
  return pieces
}
