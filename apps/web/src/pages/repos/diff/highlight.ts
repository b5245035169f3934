import { createLowlight } from 'lowlight'
import type { Token, TokenKind } from './tokens.ts'
import { languages, type Language } from './languages.ts'

const lowlight = createLowlight()

/** Fetches the grammar of a language, once. */
export async function learn(language: Language): Promise<void> {
  if (lowlight.registered(language)) return
  const { default: grammar } = await languages[language]()
  lowlight.register(language, grammar)
}

const kindWords: Record<TokenKind, string> = {
  comment: 'comment quote doctag',
  keyword: 'keyword selector-tag tag meta operator section',
  string: 'string regexp char code link subst',
  number: 'number literal symbol bullet',
  name: 'title name selector-id selector-class attribute',
  type: 'type built_in attr property variable template-variable class',
}
const kindByWord = new Map<string, TokenKind>(
  Object.entries(kindWords).flatMap(([kind, words]) =>
    words.split(' ').map((word) => [`hljs-${word}`, kind as TokenKind] as const),
  ),
)

type Tree = ReturnType<typeof lowlight.highlight>
type Part = Tree['children'][number]

/** The words of a text with their colours, by line. */
export function tokenLines(text: string, language: Language): Token[][] {
  const lines: Token[][] = [[]]
  const walk = (parts: readonly Part[], kind: TokenKind | null) => {
    for (const part of parts) {
      if (part.type === 'element') {
        const names = part.properties['className']
        const name = Array.isArray(names) ? names[0] : undefined
        walk(part.children, (typeof name === 'string' && kindByWord.get(name)) || kind)
      } else if (part.type === 'text') {
        for (const [at, piece] of part.value.split('\n').entries()) {
          if (at > 0) lines.push([])
          if (piece !== '') lines.at(-1)?.push({ text: piece, kind })
        }
      }
    }
  }
  walk(lowlight.highlight(language, text).children, null)
  return lines
}
